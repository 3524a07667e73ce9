/** What does not start, what is closed, and what a token may say. */
import { randomBytes } from 'node:crypto';
import { decodeProtectedHeader } from 'jose';
import {
  generateClientSecret,
  hashClientSecret,
  isClientSecret,
  MemoryKeyStore,
  MemoryRevocationStore,
  MemorySessionStore,
  MemoryStore,
  TokenIssuerModule,
  type IssueOptions,
  type TokenIssuerModuleOptions,
} from '@portcullis/nest/issuer';
import { AUDIENCE, ISSUER } from '../support/tokens.js';
import { claimsOf, issuerOptions, People, startIssuer, type IssuerApp } from './issuer-app.js';

const keys = { algorithm: 'EdDSA' } as const;
const bare = { issuer: ISSUER, audience: AUDIENCE, keys };
const sessions = { store: new MemorySessionStore(), refreshKey: randomBytes(32) };
const store = new MemoryRevocationStore();
/** A store outside of the process, for which keys must be sealed. */
const memory = new MemoryKeyStore();
const shared = { load: () => memory.load(), replace: memory.replace.bind(memory) };
const grant = (): object => ({});
let app: IssuerApp | undefined;

afterEach(async () => {
  await app?.close();
  app = undefined;
});

/** Null is a missing setting, never a default: a store of null must not become one in memory. */
const NULLS: [string, object][] = [
  'issuer',
  'audience',
  'clientId',
  'store',
  'keys',
  'expiresIn',
  'allowClaims',
  'sessions',
  'grant',
  'revocations',
  'clients',
  'cookie',
  'url',
  'clock',
  'path',
  'endpoints',
  'isGlobal',
]
  .map((name): [string, object] => [name, { [name]: null }])
  .concat([
    ['cookie.name', { cookie: { name: null } }],
    ['cookie.maxAge', { cookie: { maxAge: null } }],
    ['algorithm', { keys: { algorithm: null } }],
    ['initialKey', { keys: { initialKey: null } }],
    ['store', { keys: { store: null } }],
    ['store', { sessions: { ...sessions, store: null }, grant }],
    ['store', { revocations: { store: null } }],
    ['rotateEvery', { keys: { ...keys, rotateEvery: null } }],
    ['idleTimeout', { sessions: { ...sessions, idleTimeout: null }, grant }],
    ['pollEvery', { revocations: { store, pollEvery: null } }],
  ]);

describe('a wrong option does not start:', () => {
  it.each<[string, object]>([
    ['sesions', { sesions: sessions }],
    ['metadata', { metadata: [] }],
    ['metadata.issuer', { metadata: { issuer: 'https://other.example' } }],
    ['metadata.jwks_uri', { metadata: { jwks_uri: 'https://other.example/jwks' } }],
    ['metadata.authorization_endpoint', { metadata: { authorization_endpoint: '/authorize' } }],
    ['metadata.revocation_endpoint', { metadata: { revocation_endpoint: 7 } }],
    ['metadata.scopes_supported', { metadata: { scopes_supported: 'a b' } }],
    ['metadata.token_endpoint', { metadata: { authorization_endpoint: 'https://a.example/a' } }],
    ['openidConfiguration', { openidConfiguration: 'yes' }],
    ['sessions', { sessions: 'yes', grant }],
    ['grant', { sessions }],
    ['grant', { sessions, grant: 'ada' }],
    ['refreshKey', { sessions: { ...sessions, refreshKey: Buffer.alloc(8) }, grant }],
    ['idle', { sessions: { ...sessions, idle: '1d' }, grant }],
    ['sessions.onEnded', { sessions: { ...sessions, onEnded: () => undefined }, grant }],
    ['sessions.clock', { sessions: { ...sessions, clock: Date.now }, grant }],
    ['keys', { keys: 'RS256' }],
    ['keys.clock', { keys: { ...keys, clock: Date.now } }],
    ['keyStore', { keyStore: new MemoryKeyStore() }],
    ['rotateEvery', { keys: { ...keys, rotateEvery: '1s' } }],
    ['rotates', { keys: { ...keys, rotates: '30d' } }],
    ['longestToken', { keys: { ...keys, longestToken: '5m' } }],
    ['store', { store: new MemoryKeyStore() }],
    ['store', { store: Promise.resolve(new MemoryStore()) }],
    ['store', { keys: { ...keys, store: {} } }],
    ['store', { sessions: { ...sessions, store: {} }, grant }],
    ['store', { revocations: { store: {} } }],
    ['keyEncryptionKeys', { store: Object.assign(new MemoryStore(), { keys: shared }) }],
    ['revocations.issuer', { revocations: { store, issuer: ISSUER } }],
    ['revocations.longestToken', { revocations: { store, longestToken: '1h' } }],
    ['pollEvery', { revocations: { store, pollEvery: '2h' } }],
    ['clients', { clients: { jobs: 'x' } }],
    ['cookie', { cookie: 'refresh' }],
    ['cookie.path', { cookie: { path: '/auth' } }],
    ['sameSite', { cookie: { sameSite: 'None' } }],
    ['maxAge', { cookie: { maxAge: 'soon' } }],
    ['cookie.allowedOrigins', { cookie: { allowedOrigins: ['app.example'] } }],
    ['url', { url: 'api.example' }],
    ['url', { url: 'https://api.example?a=b' }],
    ['clock', { clock: 5 }],
    ['path', { path: '/auth' }],
    ['path', { path: 'auth/:id' }],
    ['endpoints', { endpoints: 'no' }],
    ['isGlobal', { isGlobal: 'no' }],
    ...NULLS,
  ])('%s (case %#)', async (option, difference) => {
    const options = { ...bare, ...difference } as TokenIssuerModuleOptions;
    const started = (async () => {
      app = await startIssuer('express', options);
    })();

    await expect(started).rejects.toMatchObject({ code: 'ERR_CONFIGURATION', option });
  });

  it('and its twin, with every option, does', async () => {
    app = await startIssuer('express', {
      ...issuerOptions(new People()),
      store: new MemoryStore(),
      keys: { algorithm: 'ES256', rotateEvery: '7d', longestToken: '2h' },
      allowClaims: ['password_changed_at'],
      cookie: {
        name: 'rt',
        sameSite: 'Strict',
        maxAge: '1d',
        allowedOrigins: ['https://a.example'],
      },
      url: 'https://api.example/v1',
      clock: Date.now,
      path: 'oauth2/v1',
      endpoints: true,
      isGlobal: true,
    });
    expect((await app.get('/.well-known/jwks.json')).status).toBe(200);
  });

  it('a list of revocations that can’t be loaded stops the boot, and the key ring with it', async () => {
    let subscribed = 0;
    const keyStore = new MemoryKeyStore();
    const counted = {
      isInProcess: true as const,
      load: () => keyStore.load(),
      replace: keyStore.replace.bind(keyStore),
      subscribe: () => {
        subscribed += 1;
        return Promise.resolve(() => void (subscribed -= 1));
      },
    };
    const lost = new MemoryRevocationStore();
    lost.read = () => Promise.reject(new Error('the connection is gone'));
    const options = { ...bare, keys: { ...keys, store: counted } };

    await expect(
      startIssuer('express', { ...options, revocations: { store: lost } }),
    ).rejects.toMatchObject({ code: 'ERR_STORE_UNAVAILABLE' });
    expect(subscribed).toBe(0);
    app = await startIssuer('express', { ...options, revocations: { store } });
    expect(subscribed).toBe(1);
    await app.close();
    app = undefined;
    expect(subscribed).toBe(0);
  });

  it('TokenIssuerModule.forRootAsync takes the settings of the module too', () => {
    const module = TokenIssuerModule.forRootAsync({
      useFactory: () => bare,
      endpoints: false,
      isGlobal: false,
    });
    expect([module.controllers, module.global]).toEqual([[], false]);
  });
});

describe('the option store', () => {
  it('provides the stores of every part that has none of its own', async () => {
    const all = new MemoryStore();
    const own = new MemorySessionStore();
    const refreshKey = randomBytes(32);
    const options = { ...bare, store: all, revocations: {}, grant };
    app = await startIssuer('express', { ...options, sessions: { refreshKey } });
    const { kid } = app.issuer.keyRing.active;
    await app.signIn('ada');
    await app.issuer.revocations.revokeSession('one');
    expect((await all.keys.load())?.keys.map((key) => key.kid)).toContain(kid);
    expect(all.sessions.size).toBe(1);
    expect((await all.revocations.read(undefined, 0)).entries).toHaveLength(1);
    await app.close();

    app = await startIssuer('express', { ...options, sessions: { refreshKey, store: own } });
    expect(app.issuer.keyRing.active.kid).toBe(kid);
    await app.signIn('ada');
    expect([all.sessions.size, own.size]).toEqual([1, 1]);
  });

  it('enables neither sessions nor revocations by itself', async () => {
    app = await startIssuer('express', { ...bare, store: new MemoryStore() });
    expect(() => app?.issuer.sessions).toThrow(/sessions/);
    expect(() => app?.issuer.revocations).toThrow(/revocations/);
  });
});

describe('TokenIssuer', () => {
  beforeEach(async () => {
    app = await startIssuer('express', { ...bare, keys: { ...keys, longestToken: '2d' } });
  });

  it('issues what it is told', async () => {
    const { token, expiresIn } = (await app?.issuer.issue(
      'ada',
      { role: 'admin' },
      { audience: 'other', scope: 'a b', expiresIn: '1h', typ: 'job+jwt', session: { id: 'one' } },
    )) ?? { token: '', expiresIn: 0 };

    expect(expiresIn).toBe(3600);
    expect(claimsOf(token)).toMatchObject({
      sub: 'ada',
      role: 'admin',
      aud: 'other',
      scope: 'a b',
      sid: 'one',
    });
    expect(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()).toContain(
      '"typ":"job+jwt"',
    );
  });

  it.each<[string, Partial<TokenIssuerModuleOptions>, IssueOptions, object, string]>([
    ['no client', {}, {}, {}, 'JWT'],
    ['the client of the module', { clientId: 'web' }, {}, { client_id: 'web' }, 'at+jwt'],
    ['its own', { clientId: 'web' }, { clientId: 'cli' }, { client_id: 'cli' }, 'at+jwt'],
  ])('issues a token to %s, which says its type', async (_what, options, own, claims, typ) => {
    await app?.close();
    app = await startIssuer('express', { ...issuerOptions(new People()), ...options });
    const { token } = await app.issuer.issue('ada', {}, own);
    const { access_token: ofSession } = await app.signIn('ada');

    expect(claimsOf(token)).toMatchObject(claims);
    expect(decodeProtectedHeader(token).typ).toBe(typ);
    expect(claimsOf(ofSession)['client_id']).toBe(options.clientId);
    expect((await app.get('/me', token)).status).toBe(200);
  });

  it.each<[string, Readonly<Record<string, unknown>>, object]>([
    ['claims.password', { password: 'x' }, {}],
    ['claims.sid', { sid: 'mine' }, {}],
    ['claims.scope', { scope: 'a' }, { scope: 'b' }],
    ['claims.exp', { exp: 9 }, {}],
    ['scope', {}, { scope: 'a  b' }],
    ['expiresIn', {}, { expiresIn: '3d' }],
    ['typ', {}, { typ: '' }],
  ])('does not issue a wrong %s', async (option, claims, settings) => {
    await expect(app?.issuer.issue('ada', claims, settings)).rejects.toMatchObject({
      code: 'ERR_INVALID_ARGUMENT',
      argument: option,
    });
  });

  it('names the option that what is asked for takes', async () => {
    const issuer = app?.issuer;
    expect(() => issuer?.sessions).toThrow(/^Invalid argument "sessions": /);
    expect(() => issuer?.revocations).toThrow(/^Invalid argument "revocations": /);
    await expect(issuer?.signIn('ada')).rejects.toThrow(/^Invalid argument "sessions": /);
    await expect(issuer?.clientCredentials({ clientId: 'a', clientSecret: 'b' })).rejects.toThrow(
      /^Invalid argument "clients": /,
    );
    expect(issuer?.verifierOptions).not.toHaveProperty('revocations');
  });
});

it('with revocations no token outlives what is remembered of them', async () => {
  app = await startIssuer('express', { ...issuerOptions(new People()), expiresIn: '10m' });
  await expect(app.issuer.issue('ada', {}, { expiresIn: '11m' })).rejects.toMatchObject({
    argument: 'expiresIn',
  });
  const { token } = await app.issuer.issue('ada', {}, { expiresIn: '10m' });
  expect((await app.get('/me', token)).status).toBe(200);
});

describe('a client secret', () => {
  it('is told from every other by its hash, which is not it', () => {
    const secret = generateClientSecret();
    const hash = hashClientSecret(secret);
    expect(hash).not.toContain(secret);
    expect(isClientSecret(secret, hash)).toBe(true);
    expect(isClientSecret(generateClientSecret(), hash)).toBe(false);
    expect(isClientSecret(`${secret} `, hash)).toBe(false);
    expect(isClientSecret(hash, hash)).toBe(false);
  });

  it.each([undefined, '', 'sha256:', 'sha256:AAAA', 'plain'])('is never that of %j', (hash) => {
    expect(isClientSecret(generateClientSecret(), hash)).toBe(false);
    expect(isClientSecret('plain', hash)).toBe(false);
  });

  it('that could be guessed is not hashed', () => {
    expect(() => hashClientSecret('hunter2')).toThrow(
      /^Invalid argument "secret": received a shorter secret/,
    );
  });
});

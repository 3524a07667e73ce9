/** What this issuer says of itself: its keys and its metadata. */
import { randomBytes } from 'node:crypto';
import { MemoryKeyStore, type KeyStore } from '@portcullis/nest/issuer';
import { PLATFORMS } from '../support/app.js';
import { AUDIENCE, ISSUER } from '../support/tokens.js';
import { issuerOptions, People, startIssuer, type IssuerApp } from './issuer-app.js';

const JWKS = '/.well-known/jwks.json';
const OAUTH = '/.well-known/oauth-authorization-server';
const OPENID = '/.well-known/openid-configuration';
const bare = { issuer: ISSUER, audience: AUDIENCE, keys: { algorithm: 'ES256' } } as const;
const openid = { ...bare, openidConfiguration: true };

let app: IssuerApp;

/** Keys that another process may change, as in a database. */
function sharedKeys(): KeyStore {
  const memory = new MemoryKeyStore();
  return {
    load: () => memory.load(),
    replace: (version, ring) => memory.replace(version, ring),
  };
}

describe.each(PLATFORMS)('on %s', (platform) => {
  afterEach(() => app.close());

  const asked = (...tags: string[]) =>
    app.get(JWKS, undefined, { headers: tags.map((tag) => ['If-None-Match', tag] as const) });

  it('a verifier that has this JWKS is told so, until it changes', async () => {
    app = await startIssuer(platform, bare);
    const first = await asked();
    const etag = first.headers.get('etag') ?? '';
    expect([first.status, etag]).toEqual([200, app.issuer.keyRing.publication().etag]);
    for (const tag of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const same = await asked(tag);
      expect([same.status, same.body]).toEqual([304, '']);
      expect(same.headers.get('etag')).toBe(etag);
      expect(same.headers.get('cache-control')).toBe('public, max-age=600');
    }
    // A space of Unicode is a part of a tag, and makes it another one.
    for (const tag of ['"other"', `\u{a0}${etag}`, `"other",\u{a0}${etag}`, '\u{a0}*']) {
      const other = await asked(tag);
      expect([other.status, other.body]).toEqual([200, first.body]);
    }
    await app.issuer.keyRing.kill(app.issuer.keyRing.active.kid);
    const changed = await asked(etag);
    expect(changed.status).toBe(200);
    expect(changed.headers.get('etag')).not.toBe(etag);
  });

  it('a process that may not know every key publishes none: 503', async () => {
    let now = Date.now();
    app = await startIssuer(platform, {
      ...bare,
      keys: {
        ...bare.keys,
        store: sharedKeys(),
        keyEncryptionKeys: { k: randomBytes(32) },
        scheduler: () => () => undefined,
      },
      clock: () => now,
    });
    expect((await asked()).status).toBe(200);
    now += 5 * 60_000;
    expect((await asked()).headers.get('cache-control')).toMatch(/^public, max-age=3\d\d$/);
    now += 5 * 60_000;
    const late = await asked();
    expect(late.status).toBe(503);
    expect(late.headers.get('retry-after')).toBe('1');
    expect(late.headers.has('cache-control')).toBe(false);
    await app.issuer.keyRing.refresh();
    expect((await asked()).status).toBe(200);
  });

  it('the metadata names what there is', async () => {
    const settings = { ...issuerOptions(new People()), openidConfiguration: true };
    app = await startIssuer(platform, settings);
    const oauth = await app.get(OAUTH);
    expect(oauth.headers.get('cache-control')).toBe('public, max-age=600');
    expect(oauth.json()).toEqual({
      issuer: ISSUER,
      jwks_uri: `${ISSUER}${JWKS}`,
      token_endpoint: `${ISSUER}/auth/token`,
      response_types_supported: [],
      grant_types_supported: ['refresh_token', 'client_credentials'],
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'none'],
    });
    expect((await app.get(OPENID)).json()).toEqual({
      ...(oauth.json() as object),
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['ES256'],
    });
  });

  it('and nothing that there is not', async () => {
    app = await startIssuer(platform, { ...bare, url: 'https://api.example/v1/', path: 'oauth' });
    expect((await app.get(OAUTH)).json()).toEqual({
      issuer: ISSUER,
      jwks_uri: `https://api.example/v1${JWKS}`,
      response_types_supported: [],
      grant_types_supported: [],
    });
    await app.close();
    const { clients, ...people } = issuerOptions(new People());
    app = await startIssuer(platform, { ...people, url: 'https://api.example', path: 'oauth' });
    expect((await app.get(OAUTH)).json()).toMatchObject({
      token_endpoint: 'https://api.example/oauth/token',
      grant_types_supported: ['refresh_token'],
      token_endpoint_auth_methods_supported: ['none'],
    });
    expect(clients).toBeDefined();
  });

  it('a change of algorithm is told of before it comes, and until the last token of the old one', async () => {
    const time = { now: Date.now() };
    const keys = {
      store: sharedKeys(),
      keyEncryptionKeys: { k: randomBytes(32) },
      jwksMaxAge: '2m',
      scheduler: () => () => undefined,
    } as const;
    const start = (algorithm: 'ES256' | 'EdDSA') =>
      startIssuer(platform, { ...openid, keys: { ...keys, algorithm }, clock: () => time.now });
    const stated = async (): Promise<unknown> => {
      const answer = await app.get(OPENID);
      expect(answer.headers.get('cache-control')).toBe('public, max-age=120');
      return (answer.json() as Record<string, unknown>)['id_token_signing_alg_values_supported'];
    };
    app = await start('ES256');
    expect(await stated()).toEqual(['ES256']);
    await app.close();
    app = await start('EdDSA');
    const { keyRing: ring } = app.issuer;
    expect([ring.active.alg, await stated()]).toEqual(['ES256', ['ES256', 'EdDSA']]);
    time.now += 180_000;
    await ring.refresh();
    expect([ring.active.alg, await stated()]).toEqual(['EdDSA', ['EdDSA', 'ES256']]);
    time.now += 25 * 3_600_000;
    await ring.refresh();
    expect(await stated()).toEqual(['EdDSA']);
  });

  it('the metadata is there while no key signs, as the JWKS is, and no longer', async () => {
    let now = Date.now();
    const keys = {
      ...bare.keys,
      store: sharedKeys(),
      keyEncryptionKeys: { k: randomBytes(32) },
      scheduler: () => () => undefined,
    };
    app = await startIssuer(platform, {
      ...openid,
      keys,
      clock: () => now,
    });
    await app.issuer.keyRing.kill(app.issuer.keyRing.active.kid);
    expect(() => app.issuer.keyRing.active).toThrow('no signing key is active yet');
    expect((await app.get(OPENID)).status).toBe(200);
    now += 10 * 60_000;
    expect([(await app.get(OPENID)).status, (await asked()).status]).toEqual([503, 503]);
  });

  it('OpenID Connect metadata is there for an issuer with an authorization endpoint alone', async () => {
    const endpoints = {
      authorization_endpoint: 'https://issuer.example/authorize',
      token_endpoint: 'https://issuer.example/token',
    };
    app = await startIssuer(platform, { ...issuerOptions(new People()), metadata: endpoints });
    expect((await app.get(OPENID)).json()).toEqual({
      ...endpoints,
      issuer: ISSUER,
      jwks_uri: `${ISSUER}${JWKS}`,
      response_types_supported: ['code'],
      grant_types_supported: ['authorization_code', 'refresh_token', 'client_credentials'],
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'none'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['ES256'],
    });
    expect((await app.get(OAUTH)).json()).toMatchObject(endpoints);
    await app.close();
    app = await startIssuer(platform, issuerOptions(new People()));
    expect([(await app.get(OPENID)).status, (await app.get(OAUTH)).status]).toEqual([404, 200]);
    await app.close();
    const metadata = { ...endpoints, response_types_supported: ['code', 'id_token'], x: { y: 1 } };
    app = await startIssuer(platform, { ...bare, metadata, openidConfiguration: false });
    expect((await app.get(OAUTH)).json()).toMatchObject({ ...metadata, issuer: ISSUER });
    expect((await app.get(OPENID)).status).toBe(404);
  });

  it('an issuer that is not a URL has no metadata without the option url', async () => {
    app = await startIssuer(platform, { ...bare, issuer: 'shop' });
    expect([(await app.get(OAUTH)).status, (await app.get(OPENID)).status]).toEqual([404, 404]);
    expect((await app.get(JWKS)).status).toBe(200);
    await app.close();
    app = await startIssuer(platform, { ...bare, issuer: 'shop', url: 'https://shop.example' });
    expect((await app.get(OAUTH)).json()).toMatchObject({ issuer: 'shop' });
  });

  it('nothing is served with endpoints: false, and everything works', async () => {
    app = await startIssuer(platform, { ...issuerOptions(new People()), endpoints: false });
    for (const path of [JWKS, OAUTH, OPENID]) expect((await app.get(path)).status).toBe(404);
    expect((await app.form('/auth/token', 'grant_type=refresh_token')).status).toBe(404);
    const { access_token: token } = await app.signIn('ada');
    expect((await app.get('/me', token)).status).toBe(200);
  });
});

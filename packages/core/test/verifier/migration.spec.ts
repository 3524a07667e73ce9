/** An issuer moves from secrets to public keys: for a while both are accepted, each with its own keys. */
import { createHmac, randomBytes } from 'node:crypto';
import { createVerifier, type MigrationOptions } from '../../src/index.js';
import { untyped } from '../support/bench.js';
import { jwks, JwksServer } from '../support/jwks-server.js';
import { keyOf, secretTestKey } from '../support/keys.js';
import { publicKeyOf } from '../support/public-key-forms.js';
import {
  AUDIENCE,
  goodHeader,
  GOOD_CLAIMS,
  ISSUER,
  mint,
  NOW,
  segment,
} from '../support/tokens.js';
import { errorOf, verdictOf } from '../support/verdict.js';

const secret = randomBytes(32);
const old = secretTestKey('HS256', secret);
const current = keyOf('RS256');
const END = new Date((NOW + 3600) * 1000);
let now = NOW;
const options = (migration: Partial<MigrationOptions> = {}, more = {}) => ({
  issuer: ISSUER,
  audience: AUDIENCE,
  jwks: { keys: [current.jwk] },
  migration: { secret, until: END, ...migration },
  clock: () => now * 1000,
  ...more,
});
beforeEach(() => {
  now = NOW;
});

describe('an issuer that is migrating', () => {
  it('has tokens of both kinds accepted, and counts those of the old secret', async () => {
    const verifier = createVerifier(options({}, { cache: false }));
    for (const key of [old, current, old]) await verifier.verify(mint(key));
    expect(verifier.keyUses().map(({ alg, uses }) => [alg, uses])).toEqual([
      ['HS256', 2],
      ['RS256', 1],
    ]);
  });

  it('never has a token accepted that is signed with its public key as a secret', async () => {
    const verifier = createVerifier(options());
    const pem = publicKeyOf(current).export({ type: 'spki', format: 'pem' });
    for (const text of [pem, Buffer.from(pem).toString('base64'), JSON.stringify(current.jwk)]) {
      const input = `${segment(goodHeader(current, { alg: 'HS256' }))}.${segment(GOOD_CLAIMS)}`;
      const forged = `${input}.${createHmac('sha256', text).update(input).digest('base64url')}`;
      expect(await verdictOf(() => verifier.verify(forged))).toBe('ERR_SIGNATURE_INVALID');
    }
  });

  it('has its old tokens rejected after the end, cached ones too, and the new ones accepted', async () => {
    const verifier = createVerifier(options());
    const long = { exp: NOW + 7200 };
    const tokens = [old, current].map((key) => mint(key, { claims: long }));
    for (const at of [NOW, NOW + 3599]) {
      now = at;
      for (const token of tokens) await verifier.verify(token);
    }
    now = NOW + 3600;
    const verdicts = tokens.map((token) => verdictOf(() => verifier.verify(token)));
    expect(await Promise.all(verdicts)).toEqual(['ERR_KEY_NOT_FOUND', 'accepted']);
  });

  it('may end at a date-time string with a time zone', async () => {
    now = Date.parse('2027-01-31T00:00:00Z') / 1000 - 1;
    const verifier = createVerifier(options({ until: '2027-01-31T01:00:00+01:00' }));
    const claims = { iat: now, exp: now + 600 };
    const first = mint(old, { claims });
    expect(await verdictOf(() => verifier.verify(first))).toBe('accepted');
    now += 1;
    expect(await verdictOf(() => verifier.verify(first))).toBe('ERR_KEY_NOT_FOUND');
  });

  it.each(['2099-01-31T00:00Z', '2099-01-31T00:00:00Z', '2099-01-31T00:00:00.123Z'])(
    'may end at %s',
    async (until) => {
      const verifier = createVerifier(options({ until }));
      expect(await verdictOf(() => verifier.verify(mint(old)))).toBe('accepted');
    },
  );

  it('may have another old algorithm', async () => {
    const key = keyOf('HS512');
    const before = { secret: key.signingKey.export(), algorithms: ['HS512'] as const };
    const verifier = createVerifier(options(before));
    expect(await verdictOf(() => verifier.verify(mint(key)))).toBe('accepted');
  });

  it('may have several secrets', async () => {
    const verifier = createVerifier(
      options({ secret: undefined, secrets: [randomBytes(32), secret] } as object),
    );
    expect(await verdictOf(() => verifier.verify(mint(old)))).toBe('accepted');
  });
});

describe('the public keys of an issuer that is migrating', () => {
  it('are warmed up, reported and closed', async () => {
    const done: string[] = [];
    const server = await JwksServer.start(jwks([current.jwk]));
    const given = options({}, { jwksUri: server.uri });
    const { jwks: _jwks, ...remote } = given;
    const verifier = createVerifier(remote);
    done.push(verifier.health()[0]?.keys ?? 'none');
    expect(await verifier.warmUp()).toEqual([]);
    done.push(verifier.health()[0]?.keys ?? 'none');
    expect(await verdictOf(() => verifier.verify(mint(current)))).toBe('accepted');
    expect(verifier.keyUses().map(({ alg }) => alg)).toEqual(['HS256']);
    verifier.close();
    done.push(await verdictOf(() => verifier.verify(mint(current, { claims: { sub: 'b' } }))));
    await server.stop();
    expect(done).toEqual(['unavailable', 'ready', 'ERR_KEYS_UNAVAILABLE']);
  });

  it('are always ready when they are static', async () => {
    const verifier = createVerifier(options());
    expect(await verifier.warmUp()).toEqual([]);
    expect(verifier.health()).toEqual([{ issuer: ISSUER, keys: 'ready' }]);
    verifier.close();
    expect(await verdictOf(() => verifier.verify(mint(current)))).toBe('accepted');
  });
});

describe('a migration', () => {
  it.each<[string, object, object?]>([
    ['migration.until', { until: undefined }],
    ['migration.until', { until: '2027-01-31' }],
    ['migration.until', { until: '2027-02-31T00:00:00Z' }],
    ['migration.until', { until: '2027-13-01T00:00:00Z' }],
    ['migration.until', { until: '2027-01-31T00:00:00' }],
    ['migration.until', { until: 1_800_000_000 }],
    ['migration.until', { until: ['2027-01-31T00:00:00Z'] }],
    ['migration.until', { until: ' 2027-01-31T00:00:00Z' }],
    ['migration.until', { until: '2027-01-31T00:00:00Z ' }],
    ['migration.until', { until: '2027-01-31T00:00:00.xZ' }],
    ['migration.until', { until: new Date(Number.NaN) }],
    ['migration.secret', { secret: undefined }],
    ['migration.secret', { secret: 'short' }],
    ['migration.secret', { secrets: [secret] }],
    ['migration.algorithms', { algorithms: ['RS256'] }],
    ['migration.jwks', { jwks: {} }],
    ['migration', {}, { jwks: undefined, secret }],
    ['migration', {}, { jwks: undefined, secrets: { a: secret } }],
    ['migration', {}, { jwks: undefined, keys: { find: () => undefined } }],
  ])(
    'is a configuration error with the name of the option: %s (%j)',
    async (option, change, more = {}) => {
      const given: Record<string, unknown> = { ...options(change, more) };
      for (const name of Object.keys(given)) if (given[name] === undefined) delete given[name];
      const error = await errorOf(() => createVerifier(untyped(given)));
      expect(error).toMatchObject({ code: 'ERR_CONFIGURATION', option });
    },
  );
});

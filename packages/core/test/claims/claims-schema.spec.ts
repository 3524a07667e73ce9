import { runInNewContext } from 'node:vm';
import { z } from 'zod';
import { createVerifier, type ConfigurationError } from '../../src/index.js';
import { applyClaimsSchema, type ClaimsSchema } from '../../src/claims/claims-schema.js';
import { benchFor, untyped } from '../support/bench.js';
import { GOOD_CLAIMS, ISSUER } from '../support/tokens.js';
import { errorOf, verdictNow, verdictOf } from '../support/verdict.js';

const bench = benchFor('ES256');
const roles = z.object({ role: z.enum(['viewer', 'editor']), level: z.coerce.number().default(1) });

function standard(validate: (value: unknown) => unknown): unknown {
  return { '~standard': { version: 1, vendor: 'test', validate } };
}

describe('a schema for claims', () => {
  const verifier = createVerifier({ ...bench.options, claims: roles });

  it('merges its output into the claims, with its defaults and types', async () => {
    const { claims } = await verifier.verify(
      bench.token({ claims: { role: 'editor', level: '7' } }),
    );
    expect(claims).toEqual({ ...GOOD_CLAIMS, role: 'editor', level: 7 });
    expect((await verifier.verify(bench.token({ claims: { role: 'viewer' } }))).claims.level).toBe(
      1,
    );
    expect(Object.getPrototypeOf(claims)).toBeNull();
  });

  it.each([{ role: 'admin' }, { role: ['editor'] }, {}, { role: 'editor', level: 'x' }])(
    'rejects %j and names the claim, not its value',
    async (claims) => {
      const error = await errorOf(() => verifier.verify(bench.token({ claims })));
      expect(error?.code).toBe('ERR_CLAIM_INVALID');
      expect(error?.claim).toBe('level' in claims ? 'level' : 'role');
      expect(error?.message).not.toMatch(/admin|editor/);
    },
  );

  it('cannot change or add a registered claim', async () => {
    const takeover = standard((value) => ({
      value: { ...(value as object), iss: 'https://other.example', exp: 1, nbf: 5, extra: true },
    }));
    const options = untyped({ ...bench.options, claims: takeover });
    const { claims, expiresAt } = await createVerifier(options).verify(bench.token());
    expect(claims).toEqual({ ...GOOD_CLAIMS, extra: true });
    expect('nbf' in claims).toBe(false);
    expect([claims.iss, expiresAt]).toEqual([ISSUER, GOOD_CLAIMS.exp]);
  });

  it.each<[string, (value: unknown) => unknown]>([
    [
      'a promise of another realm',
      () => runInNewContext('Promise.resolve({ issues: [] })') as unknown,
    ],
    ['not an object', () => ({ value: 'text' })],
    ['nothing', () => ({})],
    ['null', () => ({ value: null })],
    ['a promise that has a value', () => Object.assign(Promise.resolve(), { value: {} })],
    [
      'an error',
      () => {
        throw new Error('the claim said secret');
      },
    ],
  ])('does not accept claims by returning %s', async (_what, answer) => {
    let isBooting = true;
    const schema = standard((value) => (isBooting ? { value } : answer(value)));
    const strict = createVerifier(untyped({ ...bench.options, claims: schema }));
    isBooting = false;
    const error = await errorOf(() => strict.verify(bench.token()));
    expect([error?.code, error?.message.includes('secret')]).toEqual(['ERR_CLAIM_INVALID', false]);
  });

  it('runs again for a cached token, and its output is not shared', async () => {
    const revoked = new Set<unknown>();
    const shared = { name: 'tenant' };
    const schema = z
      .object({ sub: z.string().refine((sub) => !revoked.has(sub)) })
      .transform((claims) => ({ ...claims, tenant: shared }));
    const strict = createVerifier({ ...bench.options, cache: {}, claims: schema });
    const token = bench.token();
    const first = await strict.verify(token);
    expect(await strict.verify(token)).not.toBe(first);
    expect([strict.cacheStats()?.hits, Object.isFrozen(shared)]).toEqual([1, false]);
    revoked.add(GOOD_CLAIMS.sub);
    expect(await verdictOf(() => strict.verify(token))).toBe('ERR_CLAIM_INVALID');
  });

  it('may throw for the empty object of the check at start', () => {
    const schema = standard((value) => ({ value: { name: (value as { a: { b: string } }).a.b } }));
    expect(() => createVerifier(untyped({ ...bench.options, claims: schema }))).not.toThrow();
  });

  it('runs after all other checks', async () => {
    let asked = 0;
    const counting = standard((value) => {
      asked++;
      return { value };
    });
    const counted = createVerifier(untyped({ ...bench.options, claims: counting }));
    const atBoot = asked;
    expect(await verdictOf(() => counted.verify(bench.token({ claims: { exp: 1, iat: 1 } })))).toBe(
      'ERR_TOKEN_EXPIRED',
    );
    expect(asked).toBe(atBoot);
  });

  it.each<[string, unknown]>([
    ['null', null],
    ['a string', 'schema'],
    ['an object', {}],
    ['another version', { '~standard': { version: 2, vendor: 'x', validate: () => ({}) } }],
    ['no validate', { '~standard': { version: 1, vendor: 'x' } }],
    ['an asynchronous schema', standard(() => Promise.resolve({ value: {} }))],
    ['one that fails later', standard(() => Promise.reject(new Error('x')))],
  ])('is a configuration error as %s', async (_name, claims) => {
    const error = await errorOf(() => createVerifier(untyped({ ...bench.options, claims })));
    expect((error as ConfigurationError | undefined)?.option).toBe('claims');
  });

  it('that is asynchronous for some claims rejects them', () => {
    const late = standard(() => Promise.reject(new Error('x'))) as ClaimsSchema;
    expect(verdictNow(() => applyClaimsSchema(late, { ...GOOD_CLAIMS }))).toBe('ERR_CLAIM_INVALID');
  });

  it.each<[unknown, string]>([
    [[{ message: 'm', path: ['role', 0] }], 'role'],
    [[{ message: 'm', path: [{ key: 'role' }] }], 'role'],
    [[{ message: 'm', path: [] }], 'claims'],
    [[{ message: 'm' }], 'claims'],
    [[], 'claims'],
    [[{ message: 'm', path: ['x'.repeat(100)] }], 'x'.repeat(64)],
  ])('that reports the issues %j names %s', async (issues, claim) => {
    const failing = standard(() => ({ issues })) as ClaimsSchema;
    const error = await errorOf(() => applyClaimsSchema(failing, { ...GOOD_CLAIMS }));
    expect(error).toMatchObject({ code: 'ERR_CLAIM_INVALID', claim });
  });
});

describe('the profile of RFC 9068', () => {
  const verifier = createVerifier({ ...bench.options, profile: 'rfc9068' });
  const header = { typ: 'at+jwt' };
  const claims = { client_id: 'app', jti: 'id-1' };

  it('accepts an access token that has all required claims', async () => {
    expect(await verdictOf(() => verifier.verify(bench.token({ header, claims })))).toBe(
      'accepted',
    );
  });

  it.each(['iss', 'exp', 'aud', 'sub', 'client_id', 'iat', 'jti'])('requires %s', async (claim) => {
    const token = bench.token({ header, claims: { ...claims, [claim]: undefined } });
    expect(await verdictOf(() => verifier.verify(token))).toBe('ERR_CLAIM_MISSING');
  });

  it.each(['JWT', undefined])('rejects typ %p', async (typ) => {
    const token = bench.token({ header: { typ }, claims });
    expect(await verdictOf(() => verifier.verify(token))).toBe('ERR_TOKEN_TYPE');
  });

  it.each([
    { profile: 'oidc' },
    { profile: null },
    { profile: 'rfc9068', typ: ['at+jwt'] },
    { profile: 'rfc9068', tokenType: 'access' },
    { profile: 'rfc9068', requiredClaims: ['jti'] },
  ])('is a configuration error as %j', async (options) => {
    const error = await errorOf(() => createVerifier(untyped({ ...bench.options, ...options })));
    expect((error as ConfigurationError | undefined)?.option).toBe('profile');
  });
});

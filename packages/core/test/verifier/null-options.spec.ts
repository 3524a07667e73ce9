/** A missing setting is often `null`: it never means the default, and means "none" only where documented. */
import { createVerifier } from '../../src/index.js';
import { RemoteJwks } from '../../src/keys/index.js';
import { importKey } from '../../src/jwk/index.js';
import { ISSUER_OPTIONS } from '../../src/issuers/issuer-options.js';
import { COMMON_OPTIONS } from '../../src/verifier/verifier-options.js';
import { benchFor, untyped, verifierFor } from '../support/bench.js';
import { NOW } from '../support/tokens.js';
import { errorOf, verdictOf } from '../support/verdict.js';

const bench = benchFor('ES256');
const { issuer, audience, clock } = bench.options;
const DECADE = 10 * 365.25 * 86_400;

const optionOf = async (options: unknown) =>
  (
    (await errorOf(() => createVerifier(untyped(options)))) as
      { readonly option?: string } | undefined
  )?.option;

describe('null for an option of a verifier', () => {
  const names = Object.keys({ ...ISSUER_OPTIONS, ...COMMON_OPTIONS });
  const none = ['audience', 'maxLifetime', 'maxTokenAge'];

  it.each(names.filter((name) => !none.includes(name)))('%s is rejected', async (name) => {
    expect(await optionOf({ ...bench.options, [name]: null })).toBe(name);
  });

  it.each(none)('%s may be null', async (name) => {
    expect(await optionOf({ ...bench.options, [name]: null })).toBeUndefined();
  });

  it.each(['issuers', 'resolveIssuer', 'allowIssuer', 'tenants'])(
    '%s is rejected',
    async (name) => {
      const many = { resolveIssuer: () => null, allowIssuer: () => true, clock };
      expect(await optionOf({ ...many, [name]: null })).toBe(name);
      expect(await optionOf(many)).toBeUndefined();
    },
  );

  it.each(['maxTenants', 'freshness'])('tenants.%s is rejected', async (name) => {
    const many = { resolveIssuer: () => null, allowIssuer: () => true };
    expect(await optionOf({ ...many, tenants: { [name]: null } })).toBe(`tenants.${name}`);
  });

  it('cache.maxTokens is rejected', async () => {
    expect(await optionOf({ ...bench.options, cache: { maxTokens: null } })).toBe(
      'cache.maxTokens',
    );
  });

  it.each(['secret', 'secrets', 'algorithms', 'until'])(
    'migration.%s is rejected',
    async (name) => {
      const migration = { secret: 'x'.repeat(32), until: '2040-01-01T00:00:00Z', [name]: null };
      expect(await optionOf({ ...bench.options, migration })).toBe(`migration.${name}`);
    },
  );

  it.each([
    'timeout',
    'maxBytes',
    'freshness',
    'staleIfError',
    'unknownKidInterval',
    'fetch',
    'client',
  ])('remote.%s is rejected', async (name) => {
    const remote = { [name]: null };
    const options = { issuer, audience, jwksUri: 'https://id.example/jwks', remote };
    expect(await optionOf(options)).toBe(`remote.${name}`);
  });

  it('is rejected in options outside a verifier, for keys', async () => {
    const right = 'https://id.example/jwks';
    for (const name of ['algorithms', 'issuer']) {
      const made = await errorOf(() => new RemoteJwks(right, { [name]: null }));
      expect(made).toMatchObject({ code: 'ERR_CONFIGURATION', option: name });
    }
    for (const name of ['alg', 'algorithms', 'kid']) {
      const made = await errorOf(() => importKey(bench.key.jwk, { [name]: null }));
      expect(made).toMatchObject({ code: 'ERR_CONFIGURATION', option: name });
    }
  });
});

describe('maxLifetime', () => {
  const token = (lifetime: number) => bench.token({ claims: { iat: NOW, exp: NOW + lifetime } });
  const verdict = (lifetime: number, maxLifetime?: number | string | null) =>
    verdictOf(() =>
      verifierFor(bench, maxLifetime === undefined ? {} : { maxLifetime }).verify(token(lifetime)),
    );

  it.each(['10y', '3653d', DECADE])('of ten years can be written as %j', async (maxLifetime) => {
    expect(await verdict(DECADE, maxLifetime)).toBe('accepted');
    expect(await verdict(DECADE + 86_401, maxLifetime)).toBe('ERR_TOKEN_LIFETIME');
    expect(await verdict(DECADE)).toBe('ERR_TOKEN_LIFETIME');
  });

  it('that is null accepts any lifetime, and still requires exp', async () => {
    expect(await verdict(1000 * DECADE, null)).toBe('accepted');
    const past = bench.token({ claims: { iat: NOW - DECADE, exp: NOW - 60 } });
    const endless = bench.token({ claims: { exp: undefined } });
    const verifier = verifierFor(bench, { maxLifetime: null });
    expect(await verdictOf(() => verifier.verify(past))).toBe('ERR_TOKEN_EXPIRED');
    expect(await verdictOf(() => verifier.verify(endless))).toBe('ERR_CLAIM_MISSING');
  });
});

describe('maxTokenAge', () => {
  it('that is null does not require iat, as when it is left out', async () => {
    const token = bench.token({ claims: { iat: undefined } });
    const verdict = (options: object) => verdictOf(() => verifierFor(bench, options).verify(token));
    expect(await verdict({ maxTokenAge: null })).toBe('accepted');
    expect(await verdict({})).toBe('accepted');
    expect(await verdict({ maxTokenAge: '100y' })).toBe('ERR_CLAIM_MISSING');
  });
});

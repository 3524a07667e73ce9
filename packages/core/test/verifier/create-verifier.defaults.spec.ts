/** Defaults of the options. */
import { createVerifier } from '../../src/index.js';
import { importKey } from '../../src/jwk/index.js';
import { clock } from '../support/bench.js';
import { keyOf } from '../support/keys.js';
import { AUDIENCE, ISSUER, mint } from '../support/tokens.js';
import { verdictOf } from '../support/verdict.js';

describe('the default', () => {
  it('accepts a token without an audience when the audience is skipped on purpose', async () => {
    const key = keyOf('ES256');
    const options = { issuer: ISSUER, jwks: { keys: [key.jwk] }, clock };
    const tokens = [mint(key), mint(key, { claims: { aud: undefined } })];
    for (const [audience, verdicts] of [
      [null, ['accepted', 'accepted']],
      [AUDIENCE, ['accepted', 'ERR_CLAIM_MISSING']],
    ] as const) {
      const verifier = createVerifier({ ...options, audience });
      const told = tokens.map((token) => verdictOf(() => verifier.verify(token)));
      expect(await Promise.all(told)).toEqual(verdicts);
    }
  });

  it.each(['HS512', 'RS256'] as const)(
    'allows no algorithm of a custom key source (%s)',
    async (kind) => {
      const key = importKey(keyOf(kind).jwk);
      const keys = { find: () => key };
      const verifier = createVerifier({ issuer: ISSUER, audience: AUDIENCE, keys, clock });
      expect(await verdictOf(() => verifier.verify(mint(keyOf(kind))))).toBe('accepted');
    },
  );

  it('reads roles and scopes from role, scope and scp', async () => {
    const key = keyOf('ES256');
    const options = { issuer: ISSUER, audience: AUDIENCE, jwks: { keys: [key.jwk] }, clock };
    const { grants } = await createVerifier(options).verify(mint(key));
    expect(grants).toEqual({ roles: [['role']], scopes: [['scope'], ['scp']] });
  });
});

describe('secrets', () => {
  it.each([
    ['HS256', ['HS256']],
    ['HS512', ['HS512']],
  ] as const)('are for the configured algorithm, here %s', async (alg, algorithms) => {
    const key = keyOf(alg);
    const secret = key.signingKey.export();
    const verifier = createVerifier({
      issuer: ISSUER,
      audience: AUDIENCE,
      secret,
      algorithms,
      clock,
    });
    expect(await verdictOf(() => verifier.verify(mint(key)))).toBe('accepted');
  });
});

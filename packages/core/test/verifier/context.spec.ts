/** The token context of an error, for logs. */
import { createVerifier, KeysUnavailableError } from '../../src/index.js';
import { benchFor, clock, verifierFor } from '../support/bench.js';
import { AUDIENCE, ISSUER, mint } from '../support/tokens.js';
import { errorOf } from '../support/verdict.js';

describe('the error about a token', () => {
  const bench = benchFor('ES256');
  const about = async (token: string) =>
    (await errorOf(() => verifierFor(bench).verify(token)))?.tokenContext;

  it('has its issuer, algorithm and key ID once they are known', async () => {
    expect(await about(bench.token({ claims: { exp: 1, iat: 1 } }))).toEqual({
      issuer: 'https://issuer.example',
      alg: 'ES256',
      kid: 'key-1',
    });
  });

  it('has no issuer that is not trusted', async () => {
    const token = mint(bench.key, { claims: { iss: 'https://attacker.example' } });
    expect(await about(token)).toEqual({ issuer: undefined, alg: 'ES256', kid: 'key-1' });
  });

  it('has no context of an unreadable token', async () => {
    const nothing = { issuer: undefined, alg: undefined, kid: undefined };
    expect(await about('x')).toEqual(nothing);
    expect(await about(bench.token({ header: { kid: 'k'.repeat(257) } }))).toEqual(nothing);
  });

  it.each(['e', 'W10', Buffer.from('{').toString('base64url')])(
    'is malformed for a payload of %s',
    async (payload) => {
      const [header, , signature] = bench.token().split('.');
      const error = await errorOf(() =>
        verifierFor(bench).verify(`${header}.${payload}.${signature}`),
      );
      expect(error).toMatchObject({ code: 'ERR_TOKEN_MALFORMED', tokenContext: { alg: 'ES256' } });
    },
  );

  it('has no context for a bug of a key source, which is rethrown unchanged', async () => {
    const bug = new TypeError('a bug');
    const find = (): never => {
      throw bug;
    };
    const options = { issuer: ISSUER, audience: AUDIENCE, clock, keys: { find } };
    await expect(createVerifier(options).verify(bench.token())).rejects.toBe(bug);
    expect(bug).not.toHaveProperty('tokenContext');
  });
});

describe('an outage that many tokens wait for', () => {
  it('rejects each with its own error, which has the context of that token', async () => {
    const outage = new KeysUnavailableError('the keys are unavailable', 1);
    const keys = { find: () => Promise.reject(outage) };
    const verifier = createVerifier({ issuer: ISSUER, audience: AUDIENCE, clock, keys });
    const bench = benchFor('ES256');
    const errors = await Promise.all(
      ['a', 'b'].map((kid) => errorOf(() => verifier.verify(bench.token({ header: { kid } })))),
    );
    expect(errors.map((error) => error?.tokenContext?.kid)).toEqual(['a', 'b']);
    expect(outage.tokenContext).toBeUndefined();
  });
});

describe('a verifier without a cache', () => {
  it('forgets a tenant too', async () => {
    const bench = benchFor('ES256');
    const asked: string[] = [];
    const verifier = createVerifier({
      clock,
      cache: false,
      allowIssuer: () => true,
      resolveIssuer: (issuer) => {
        asked.push(issuer);
        return { issuer, audience: AUDIENCE, jwks: { keys: [bench.key.jwk] } };
      },
    });
    await verifier.verify(bench.token());
    verifier.forgetIssuer(ISSUER);
    await verifier.verify(bench.token());
    expect(asked).toEqual([ISSUER, ISSUER]);
  });
});

describe('a token that never expires, where that is allowed', () => {
  it('stays valid', async () => {
    const bench = benchFor('ES256');
    const verifier = verifierFor(bench, { optionalClaims: ['exp'] });
    const verified = await verifier.verify(bench.token({ claims: { exp: undefined } }));
    expect(verified.expiresAt).toBe(Infinity);
  });
});

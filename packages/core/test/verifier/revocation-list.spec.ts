/** Row 62: a revoked token is rejected, cached or not. */
import {
  createVerifier,
  RevocationUnknownError,
  TokenError,
  type RevocationList,
  type VerifiedToken,
} from '../../src/index.js';
import { benchFor } from '../support/bench.js';
import { mirrored } from '../support/ecdsa.js';
import { signatureOf, withSignature } from '../support/tokens.js';
import { errorOf, verdictOf } from '../support/verdict.js';

/** A verifier, and a list that a test fills. */
function listed(options: object = {}) {
  const bench = benchFor('ES256');
  const revoked = new Set<unknown>();
  const asked: VerifiedToken[] = [];
  const revocations: RevocationList = {
    isRevoked(verified) {
      asked.push(verified);
      return revoked.has(verified.claims['jti']);
    },
  };
  const verifier = createVerifier({ ...bench.options, revocations, ...options });
  const token = bench.token({ claims: { jti: 'one' } });
  const other = bench.token({ claims: { jti: 'two' } });
  const verdict = (text: string) => verdictOf(() => verifier.verify(text));
  return { bench, revoked, asked, verifier, token, other, verdict };
}

describe('row 62: a revoked token', () => {
  it('is rejected from that moment on although it is cached, and its twin is accepted', async () => {
    const { revoked, verifier, token, other, verdict } = listed();
    expect([await verdict(token), await verdict(other)]).toEqual(['accepted', 'accepted']);
    revoked.add('one');
    expect([await verdict(token), await verdict(other)]).toEqual(['ERR_TOKEN_REVOKED', 'accepted']);
    expect(verifier.cacheStats()?.size).toBe(1);
    expect(await verdict(token)).toBe('ERR_TOKEN_REVOKED');
  });

  // Row 17: the twin is the same token in another text, so the text must not identify a revoked token.
  it.each([
    ['cached', {}],
    ['not cached', { cache: false }],
  ])(
    'is rejected under its other ECDSA signature (r, n − s) as well, %s',
    async (_how, options) => {
      const { revoked, asked, token, other, verdict } = listed(options);
      const [twin, twinOfOther] = [token, other].map((text) =>
        withSignature(text, mirrored(signatureOf(text), 'ES256')),
      ) as [string, string];
      expect(twin).not.toBe(token);
      expect([await verdict(token), await verdict(twin)]).toEqual(['accepted', 'accepted']);
      expect(asked[1]).toEqual(asked[0]);
      revoked.add('one');
      expect([await verdict(token), await verdict(twin)]).toEqual([
        'ERR_TOKEN_REVOKED',
        'ERR_TOKEN_REVOKED',
      ]);
      expect(await verdict(twinOfOther)).toBe('accepted');
    },
  );

  it('is rejected without a cache', async () => {
    const { revoked, token, verdict } = listed({ cache: false });
    expect(await verdict(token)).toBe('accepted');
    revoked.add('one');
    expect(await verdict(token)).toBe('ERR_TOKEN_REVOKED');
  });

  it('does not replace other tokens in the cache', async () => {
    const { revoked, verifier, token, other, verdict } = listed({ cache: { maxTokens: 1 } });
    await verdict(other);
    revoked.add('one');
    expect(await verdict(token)).toBe('ERR_TOKEN_REVOKED');
    await verdict(other);
    expect(verifier.cacheStats()).toEqual({ hits: 1, misses: 2, size: 1 });
  });

  it('is rejected as a bad token, with its context', async () => {
    const { bench, revoked, token, verifier } = listed();
    revoked.add('one');
    const error = await errorOf(() => verifier.verify(token));
    expect(error).toBeInstanceOf(TokenError);
    expect(error).toMatchObject({
      code: 'ERR_TOKEN_REVOKED',
      tokenContext: { issuer: bench.options.issuer, alg: 'ES256', kid: 'key-1' },
    });
    expect(JSON.stringify(error)).not.toContain(token);
  });

  it('is not passed to the schema of claims', async () => {
    let shown = 0;
    const claims = {
      '~standard': {
        version: 1,
        vendor: 'test',
        validate: (value: unknown) => {
          shown++;
          return { value };
        },
      },
    };
    const { revoked, token, verdict } = listed({ claims });
    expect(await verdict(token)).toBe('accepted');
    expect(shown).toBeGreaterThan(0);
    shown = 0;
    revoked.add('one');
    expect(await verdict(token)).toBe('ERR_TOKEN_REVOKED');
    expect(shown).toBe(0);
  });
});

describe('the list of revoked tokens', () => {
  it('is asked once for each good token, cached or not, and for no bad one', async () => {
    const { asked, bench, token, verdict } = listed();
    await verdict(token);
    await verdict(token);
    expect(asked).toHaveLength(2);
    await verdict(bench.token({ claims: { exp: 1, iat: 1 } }));
    await verdict(`${token}A`);
    expect(asked).toHaveLength(2);
  });

  it.each([
    ['a promise', Promise.resolve(false)],
    ['nothing', undefined],
    ['0', 0],
    ['text', ''],
  ])('that answers with %s rejects', async (_what, answer) => {
    const { token, verdict } = listed({ revocations: { isRevoked: () => answer } });
    expect(await verdict(token)).toBe('ERR_TOKEN_REVOKED');
    const twin = listed({ revocations: { isRevoked: () => false } });
    expect(await twin.verdict(twin.token)).toBe('accepted');
  });

  it('that cannot answer causes 503, and the token stays in the cache', async () => {
    let knows = true;
    const revocations: RevocationList = {
      isRevoked() {
        if (knows) return false;
        throw new RevocationUnknownError('stale', 5);
      },
    };
    const { token, verifier, verdict } = listed({ revocations });
    const first = await verifier.verify(token);
    knows = false;
    expect(await verdict(token)).toBe('ERR_REVOCATION_UNKNOWN');
    knows = true;
    expect(await verifier.verify(token)).toBe(first);
  });

  it.each([
    ['null', null],
    ['true', true],
    ['a function', () => false],
    ['an object without isRevoked', {}],
  ])('is not %s', (_what, revocations) => {
    expect(() => listed({ revocations })).toThrow(/^Invalid option "revocations": received /);
    expect(() => listed({ revocations: undefined })).not.toThrow();
  });
});

describe('the issuers of a list of revoked tokens', () => {
  const listOf = (...issuers: string[]): RevocationList => ({
    isRevoked: () => false,
    issuers: new Set(issuers),
  });
  const { issuer } = benchFor('ES256').options;

  it('must include exactly one of the verifier’s issuers, or it does not start', () => {
    expect(() => listed({ revocations: listOf(`${issuer}/`) })).toThrow(
      `Invalid option "revocations": received a list of the tokens of ${issuer}/, expected one of the tokens of ${issuer}, to the letter`,
    );
    expect(() => listed({ revocations: listOf() })).toThrow(
      /^Invalid option "revocations": received /,
    );
    expect(() => listed({ revocations: listOf('https://other.example', issuer) })).not.toThrow();
  });

  it('are not compared with tenants, which are not known yet', async () => {
    const { options } = benchFor('ES256');
    const tenants = { allowIssuer: () => true, resolveIssuer: async () => options };
    expect(() =>
      createVerifier({ ...tenants, revocations: listOf('https://tenant.example') }),
    ).not.toThrow();
  });
});

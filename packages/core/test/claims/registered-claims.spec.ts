/** Every registered claim with every wrong type, and every time claim around its boundary. */
import type { IssuerOptions } from '../../src/index.js';
import { benchFor, verifierFor } from '../support/bench.js';
import { claimsText, mintRaw, NOW, type Members } from '../support/tokens.js';
import { errorOf, verdictOf, type Verdict } from '../support/verdict.js';

const bench = benchFor('ES256');

async function verdict(claims: Members, options: Partial<IssuerOptions> = {}): Promise<Verdict> {
  const token = bench.token({ claims });
  return verdictOf(() => verifierFor(bench, options).verify(token));
}

const JSON_VALUES: Readonly<Record<string, string>> = {
  null: 'null',
  true: 'true',
  false: 'false',
  zero: '0',
  'a number': '7',
  'a negative number': '-7',
  infinity: '1e999',
  'an empty string': '""',
  'a string': '"text"',
  'an empty array': '[]',
  'an array of strings': '["text"]',
  'an array of numbers': '[7]',
  'an empty object': '{}',
  'an object': '{"a":1}',
};
const RIGHT: Readonly<Record<string, readonly string[]>> = {
  exp: [],
  nbf: ['a number', 'zero'],
  iat: [],
  sub: ['a string'],
  jti: ['a string'],
  aud: [],
};
// These have the right type and are invalid: 7 is long ago, "text" is another audience.
const OTHER: Readonly<Record<string, Readonly<Record<string, Verdict>>>> = {
  exp: { 'a number': 'ERR_TOKEN_EXPIRED', null: 'ERR_CLAIM_MISSING' },
  iat: { 'a number': 'ERR_TOKEN_LIFETIME' },
  nbf: {},
  jti: {},
  sub: { null: 'ERR_CLAIM_MISSING' },
  aud: {
    null: 'ERR_CLAIM_MISSING',
    'a string': 'ERR_AUDIENCE_MISMATCH',
    'an array of strings': 'ERR_AUDIENCE_MISMATCH',
  },
};

describe.each(Object.keys(RIGHT))('the claim %s', (claim) => {
  it.each(Object.entries(JSON_VALUES))('as %s', async (name, text) => {
    const token = mintRaw(bench.key, { payload: claimsText({ [claim]: text }) });
    const right: Verdict = RIGHT[claim]?.includes(name) ? 'accepted' : 'ERR_CLAIM_INVALID';
    const error = await errorOf(() => verifierFor(bench).verify(token));

    expect(error?.code ?? 'accepted').toBe(OTHER[claim]?.[name] ?? right);
    // A lifetime is from iat to exp, and the error names exp.
    const atFault = error?.code === 'ERR_TOKEN_LIFETIME' ? 'exp' : claim;
    expect(error && error.claim).toBe(error && atFault);
    expect(error?.message ?? '').not.toContain('text');
  });
});

describe('times in fractions of a second', () => {
  it.each<[string, Members, number, Verdict]>([
    ['exp a quarter of a second ago', { exp: NOW + 0.25 }, 0.5, 'ERR_TOKEN_EXPIRED'],
    ['exp in a quarter of a second', { exp: NOW + 0.75 }, 0.5, 'accepted'],
    ['nbf in a quarter of a second', { nbf: NOW + 0.75 }, 0.5, 'ERR_TOKEN_NOT_YET_VALID'],
    ['nbf a quarter of a second ago', { nbf: NOW + 0.75 }, 1, 'accepted'],
    ['iat in a quarter of a second', { iat: NOW + 0.75 }, 0.5, 'ERR_TOKEN_NOT_YET_VALID'],
  ])('%s', async (_what, claims, after, expected) => {
    const clock = () => (NOW + after) * 1000;
    const options = { clockTolerance: 0, clock } as Partial<IssuerOptions>;
    expect(await verdict(claims, options)).toBe(expected);
  });
});

describe('times, one second around their boundary', () => {
  const cases: readonly [string, Members, Partial<IssuerOptions>, Verdict][] = [
    ['exp at the end of the tolerance', { exp: NOW - 5 }, {}, 'ERR_TOKEN_EXPIRED'],
    ['exp a second before the end', { exp: NOW - 4 }, {}, 'accepted'],
    ['exp = now without tolerance', { exp: NOW }, { clockTolerance: 0 }, 'ERR_TOKEN_EXPIRED'],
    ['exp = now + 1 without tolerance', { exp: NOW + 1 }, { clockTolerance: 0 }, 'accepted'],
    [
      'exp 299 s ago with 300 s',
      { exp: NOW - 299, iat: NOW - 900 },
      { clockTolerance: '5m' },
      'accepted',
    ],
    [
      'exp 300 s ago with 300 s',
      { exp: NOW - 300, iat: NOW - 900 },
      { clockTolerance: 300 },
      'ERR_TOKEN_EXPIRED',
    ],
    ['nbf at the tolerance', { nbf: NOW + 5 }, {}, 'accepted'],
    ['nbf a second after it', { nbf: NOW + 6 }, {}, 'ERR_TOKEN_NOT_YET_VALID'],
    ['nbf = now without tolerance', { nbf: NOW }, { clockTolerance: 0 }, 'accepted'],
    [
      'nbf = now + 1 without tolerance',
      { nbf: NOW + 1 },
      { clockTolerance: 0 },
      'ERR_TOKEN_NOT_YET_VALID',
    ],
    ['iat at the tolerance', { iat: NOW + 5 }, {}, 'accepted'],
    ['iat a second after it', { iat: NOW + 6 }, {}, 'ERR_TOKEN_NOT_YET_VALID'],
    ['iat = exp', { iat: NOW + 2, exp: NOW + 2 }, {}, 'accepted'],
    ['iat a second after exp', { iat: NOW + 3, exp: NOW + 2 }, {}, 'ERR_CLAIM_INVALID'],
    ['a lifetime of maxLifetime', { iat: NOW, exp: NOW + 60 }, { maxLifetime: 60 }, 'accepted'],
    ['a second more', { iat: NOW, exp: NOW + 61 }, { maxLifetime: '1m' }, 'ERR_TOKEN_LIFETIME'],
    [
      'maxLifetime from now without iat',
      { iat: undefined, exp: NOW + 60 },
      { maxLifetime: 60 },
      'accepted',
    ],
    [
      'a second more without iat',
      { iat: undefined, exp: NOW + 61 },
      { maxLifetime: 60 },
      'ERR_TOKEN_LIFETIME',
    ],
    [
      'an age of maxTokenAge + tolerance',
      { iat: NOW - 65 },
      { maxTokenAge: 60 },
      'ERR_TOKEN_TOO_OLD',
    ],
    ['a second less', { iat: NOW - 64 }, { maxTokenAge: '1m' }, 'accepted'],
    ['no iat with maxTokenAge', { iat: undefined }, { maxTokenAge: 60 }, 'ERR_CLAIM_MISSING'],
    ['no iat without maxTokenAge', { iat: undefined }, {}, 'accepted'],
    ['a fraction of a second left', { exp: NOW - 4.999 }, {}, 'accepted'],
    ['no nbf, iat or jti', { iat: undefined, nbf: undefined, jti: undefined }, {}, 'accepted'],
  ];
  it.each(cases)('%s', async (_name, claims, options, expected) => {
    expect(await verdict(claims, options)).toBe(expected);
  });
});

describe('required claims', () => {
  it.each(['exp', 'iss', 'aud', 'sub'])('include %s by default', async (claim) => {
    const token = bench.token({ claims: { [claim]: undefined } });
    const error = await errorOf(() => verifierFor(bench).verify(token));
    expect([error?.code, error?.claim]).toEqual(['ERR_CLAIM_MISSING', claim]);
  });

  it('include those of the option; null counts as missing', async () => {
    const options = { requiredClaims: ['tenant'] };
    expect(await verdict({ tenant: 't-1' }, options)).toBe('accepted');
    expect(await verdict({ tenant: 't-1', sub: undefined }, options)).toBe('ERR_CLAIM_MISSING');
    expect(await verdict({ tenant: 0 }, options)).toBe('accepted');
    expect(await verdict({}, options)).toBe('ERR_CLAIM_MISSING');
    expect(await verdict({ tenant: null }, options)).toBe('ERR_CLAIM_MISSING');
  });

  it('may be waived explicitly; a token without exp then never expires', async () => {
    const verifier = verifierFor(bench, { optionalClaims: ['exp', 'sub'] });
    const token = bench.token({ claims: { exp: undefined, sub: undefined } });
    expect((await verifier.verify(token)).expiresAt).toBe(Infinity);
  });

  it('are never inherited properties', async () => {
    expect(await verdict({}, { requiredClaims: ['toString'] })).toBe('ERR_CLAIM_MISSING');
    expect(await verdict({ toString: 'x' }, { requiredClaims: ['toString'] })).toBe('accepted');
  });
});

describe('the audience', () => {
  it.each<[unknown, IssuerOptions['audience'], Verdict]>([
    ['a', 'a', 'accepted'],
    ['a', ['a', 'b'], 'accepted'],
    [['x', 'b'], ['a', 'b'], 'accepted'],
    [['x', 'y'], ['a', 'b'], 'ERR_AUDIENCE_MISMATCH'],
    ['b', 'a', 'ERR_AUDIENCE_MISMATCH'],
    [undefined, null, 'accepted'],
    ['anything', null, 'accepted'],
    [['anything'], null, 'accepted'],
    [7, null, 'ERR_CLAIM_INVALID'],
    [[], null, 'accepted'],
    ['', null, 'accepted'],
    [[''], null, 'accepted'],
    [[], 'a', 'ERR_CLAIM_INVALID'],
    ['', 'a', 'ERR_CLAIM_INVALID'],
    [[null], null, 'ERR_CLAIM_INVALID'],
    [{}, null, 'ERR_CLAIM_INVALID'],
    [['a', 7], null, 'ERR_CLAIM_INVALID'],
    [null, null, 'ERR_CLAIM_INVALID'],
  ])('%j, configured %j', async (aud, audience, expected) => {
    expect(await verdict({ aud }, { audience })).toBe(expected);
  });

  it('that is missing is rejected unless it is waived', async () => {
    expect(await verdict({ aud: undefined }, { requiredClaims: [] })).toBe('ERR_CLAIM_MISSING');
    expect(await verdict({ aud: undefined }, { optionalClaims: ['aud'] })).toBe('accepted');
    expect(await verdict({ aud: 'other' }, { optionalClaims: ['aud'] })).toBe(
      'ERR_AUDIENCE_MISMATCH',
    );
  });
});

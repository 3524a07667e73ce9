/** Every wrong option prevents the start, and the error names it. */
import { randomBytes } from 'node:crypto';
import { createVerifier, type ConfigurationError } from '../../src/index.js';
import { untyped } from '../support/bench.js';
import { keyOf } from '../support/keys.js';
import { pem } from '../support/public-key-forms.js';
import { AUDIENCE, ISSUER } from '../support/tokens.js';
import { errorOf, verdictNow } from '../support/verdict.js';

const good = { issuer: ISSUER, audience: AUDIENCE, secret: randomBytes(32) };
const without = (...names: string[]) =>
  Object.fromEntries(Object.entries(good).filter(([name]) => !names.includes(name)));
const optionOf = async (options: unknown): Promise<string | undefined> =>
  ((await errorOf(() => createVerifier(untyped(options)))) as ConfigurationError | undefined)
    ?.option;

describe('wrong options', () => {
  const { jwk } = keyOf('ES256');
  const keyless = without('secret');
  const ownKeys = { keys: { find: () => undefined } };
  type Wrong = readonly [option: string, why: string, options: unknown];
  const wrong: readonly Wrong[] = [
    ['options', 'undefined', undefined],
    ['options', 'null', null],
    ['options', 'a text', 'https://issuer.example'],
    ['issuer', 'no options at all', {}],
    ['options', 'an array instead of options', []],
    ['audiance', 'a misspelt option', { ...good, audiance: AUDIENCE }],
    ['clockTolerence', 'another misspelt option', { ...good, clockTolerence: 5 }],
    ['secret', 'no keys', keyless],
    ['secret', 'two options for keys', { ...good, jwksUri: 'https://issuer.example/jwks' }],
    [
      'publicKey',
      'two others',
      { ...keyless, publicKey: pem(keyOf('ES256')), jwks: { keys: [jwk] } },
    ],
    ['secret', 'null', { ...good, secret: null }],
    ['secret', 'a number', { ...good, secret: 12345 }],
    ['secret', 'a short text', { ...good, secret: 'short' }],
    ['secrets', 'an empty map', { ...keyless, secrets: {} }],
    ['secrets', 'null', { ...keyless, secrets: null }],
    ['secrets["a"]', 'a short secret in a map', { ...keyless, secrets: { a: 'short' } }],
    ['secrets["a"]', 'undefined in a map', { ...keyless, secrets: { a: undefined } }],
    [
      'publicKey',
      'text that is not PEM',
      { ...keyless, publicKey: randomBytes(40).toString('hex') },
    ],
    ['publicKey', 'a secret', { ...keyless, publicKey: randomBytes(40) }],
    ['publicKey', 'null', { ...keyless, publicKey: null }],
    ['publicKey', 'an empty JWK', { ...keyless, publicKey: {} }],
    ['jwks', 'null', { ...keyless, jwks: null }],
    ['jwks', 'no key in the set', { ...keyless, jwks: { keys: [] } }],
    ['jwks', 'a bad key in the set', { ...keyless, jwks: { keys: [jwk, { kty: 'RSA' }] } }],
    ['jwks', 'a secret in the set', { ...keyless, jwks: { keys: [keyOf('HS256').jwk] } }],
    ['jwksUri', 'http off loopback', { ...keyless, jwksUri: 'http://issuer.example/jwks' }],
    ['jwksUri', 'null', { ...keyless, jwksUri: null }],
    ['jwksUri', 'no URL', { ...keyless, jwksUri: 'jwks' }],
    ['keys', 'null', { ...keyless, keys: null }],
    ['keys', 'an object without find', { ...keyless, keys: {} }],
    ['keys', 'find that is not a function', { ...keyless, keys: { find: true } }],
    ['remote', 'beside a secret', { ...good, remote: { timeout: 3 } }],
    [
      'remote.timeout',
      'too long',
      { ...keyless, jwksUri: 'https://a.example/', remote: { timeout: '1h' } },
    ],
    [
      'remote.timout',
      'misspelt',
      { ...keyless, jwksUri: 'https://a.example/', remote: { timout: 3 } },
    ],
    ['algorithms', 'none beside a secret', { ...good, algorithms: [] }],
    ['algorithms', 'none beside a key source', { ...keyless, ...ownKeys, algorithms: [] }],
    ['algorithms', 'a hole', { ...good, algorithms: Object.assign([], { 1: 'HS256' }) }],
    ['algorithms', 'asymmetric beside a secret', { ...good, algorithms: ['RS256'] }],
    [
      'algorithms',
      'HMAC beside a JWKS',
      { ...keyless, jwks: { keys: [jwk] }, algorithms: ['HS256'] },
    ],
    [
      'jwks',
      'no key of the algorithm',
      { ...keyless, jwks: { keys: [jwk] }, algorithms: ['RS256'] },
    ],
    ['tokenType', 'an unknown one', { ...good, tokenType: 'refresh' }],
    ['tokenType', 'null', { ...good, tokenType: null }],
    ['typ', 'a text', { ...good, typ: 'JWT' }],
    ['typ', 'an empty array', { ...good, typ: [] }],
    ['typ', 'an empty text', { ...good, typ: ['JWT', ''] }],
    ['typ', 'a number', { ...good, typ: [1] }],
    ['requiredClaims', 'a text', { ...good, requiredClaims: 'exp' }],
    ['requiredClaims', 'an empty name', { ...good, requiredClaims: ['exp', ''] }],
    ['requiredClaims', 'null', { ...good, requiredClaims: null }],
    ['requiredClaims', 'a number', { ...good, requiredClaims: ['jti', 1] }],
    ['forbiddenClaims', 'a number', { ...good, forbiddenClaims: ['azp', 1] }],
    ['forbiddenClaims', 'an empty name', { ...good, forbiddenClaims: ['azp', ''] }],
    ['forbiddenClaims', 'one that is required', { ...good, forbiddenClaims: ['azp', 'exp'] }],
    ['forbiddenClaims', 'required too', { ...good, requiredClaims: ['a'], forbiddenClaims: ['a'] }],
    ...[null, 'azp', ['azp'], 5].map((requiredValues): Wrong => [
      'requiredValues',
      JSON.stringify(requiredValues),
      { ...good, requiredValues },
    ]),
    ...[1, '', null, [], ['a', ''], ['a', 1]].map((azp): Wrong => [
      'requiredValues',
      `a claim that must be ${JSON.stringify(azp)}`,
      { ...good, requiredValues: { azp } },
    ]),
    ['audience', 'an empty text among others', { ...good, audience: ['a', ''] }],
    ['audience', 'an empty list', { ...good, audience: [] }],
    ['audience', 'a number among others', { ...good, audience: ['a', 1] }],
    ['cache.maxTokens', 'none', { ...good, cache: { maxTokens: 0 } }],
    ['cache.max', 'misspelt', { ...good, cache: { max: 5 } }],
    ['roleClaim', 'a number', { ...good, roleClaim: 5 }],
    ['roleClaim', 'a number for all', { issuers: [good], roleClaim: 5 }],
    ['issuers[0].roleClaim', 'a number for one', { issuers: [{ ...good, roleClaim: 5 }] }],
    ['issuers[0].scopeClaim', 'a number for one', { issuers: [{ ...good, scopeClaim: 5 }] }],
    ['revocations', 'no function', { ...good, revocations: { isRevoked: true } }],
    ['revocations', 'no object', { ...good, revocations: () => false }],
    ['optionalClaims', 'a claim that is not required', { ...good, optionalClaims: ['jti'] }],
    ['optionalClaims', 'iss', { ...good, optionalClaims: ['iss'] }],
    ['clock', 'a clock without a time', { ...good, clock: () => Number.NaN }],
    ['clockTolerance', 'over 300 s', { ...good, clockTolerance: 301 }],
    ['maxLifetime', 'nothing', { ...good, maxLifetime: 0 }],
    ['maxLifetime', 'over a hundred years', { ...good, maxLifetime: '101y' }],
    ['maxTokenAge', 'over a hundred years', { ...good, maxTokenAge: '36526d' }],
    ['maxTokenAge', 'nothing', { ...good, maxTokenAge: 0 }],
    ['maxTokenAge', 'a number as text', { ...good, maxTokenAge: '60' }],
    ['maxTokenBytes', 'too few', { ...good, maxTokenBytes: 255 }],
    ['maxTokenBytes', 'too many', { ...good, maxTokenBytes: 65_537 }],
    ['maxTokenBytes', 'a fraction', { ...good, maxTokenBytes: 1000.5 }],
    ['maxTokenBytes', 'a text', { ...good, maxTokenBytes: '8192' }],
    ['clock', 'a number', { ...good, clock: 1 }],
    ['issuers', 'none', { issuers: [] }],
    ['issuers', 'no array', { issuers: good }],
    ['issuers', 'undefined', { issuers: undefined }],
    ['issuer', 'both forms at once', { ...good, issuers: [good] }],
    ['issuers[1].audience', 'a bad second one', { issuers: [good, { ...good, audience: '' }] }],
    ['issuers[0].jwksUri', 'a bad URL in a list', { issuers: [{ ...keyless, jwksUri: 'x' }] }],
    [
      'issuers[0].remote.timeout',
      'in a list',
      { issuers: [{ ...keyless, jwksUri: 'https://a.example/', remote: { timeout: 0 } }] },
    ],
    ['issuers[0].clock', 'a common option inside', { issuers: [{ ...good, clock: Date.now }] }],
    [
      'issuers[1].issuer',
      'the same issuer twice',
      { issuers: [good, { ...good, secret: randomBytes(32) }] },
    ],
    ['issuers[0]', 'null in a list', { issuers: [null] }],
    ['issuers[0]', 'a text in a list', { issuers: ['https://issuer.example'] }],
    ['issuers[0]', 'an array in a list', { issuers: [[good]] }],
  ];
  it.each(wrong)('%s: %s', async (option, _why, options) => {
    expect(await optionOf(options)).toBe(option);
  });
});

describe('right options', () => {
  const keyless = without('secret');
  const right: readonly [why: string, options: unknown][] = [
    ['the short form', good],
    [
      'the long form',
      { issuers: [good, { ...good, issuer: 'https://other.example' }], clock: Date.now },
    ],
    ['an audience skipped on purpose', { ...good, audience: null }],
    ['several audiences', { ...good, audience: ['a', 'b'] }],
    ['optional claims', { ...good, optionalClaims: ['exp', 'aud', 'sub'] }],
    ['several values of typ, with a missing one', { ...good, typ: ['at+jwt', null] }],
    ['values of claims', { ...good, requiredValues: { azp: 'a', tid: ['b', 'c'] } }],
    ['absent claims', { ...good, forbiddenClaims: ['azp'] }],
    [
      'a list of revoked tokens of one of its issuers',
      {
        issuers: [good, { ...good, issuer: 'https://other.example' }],
        revocations: { isRevoked: () => false, issuers: new Set([ISSUER]) },
      },
    ],
    ['a secret as text', { ...good, secret: randomBytes(32).toString('hex') }],
    ['secrets by kid', { ...keyless, secrets: { a: randomBytes(32), b: randomBytes(32) } }],
    ['a PEM', { ...keyless, publicKey: pem(keyOf('RS256')) }],
    ['a JWK', { ...keyless, publicKey: keyOf('EdDSA').jwk }],
    ['a JWK Set', { ...keyless, jwks: { keys: [keyOf('ES256').jwk] } }],
    ['an address', { ...keyless, jwksUri: new URL('https://issuer.example/jwks') }],
    [
      'an address with settings',
      { ...keyless, jwksUri: 'https://a.example/', remote: { timeout: 1 } },
    ],
    ['a custom key source', { ...keyless, keys: { find: () => undefined }, algorithms: ['HS256'] }],
    [
      'all the claim options',
      {
        ...good,
        clockTolerance: '1m',
        maxLifetime: '1h',
        maxTokenAge: '1h',
        requiredClaims: ['jti'],
        typ: ['at+jwt'],
        tokenType: 'id',
      },
    ],
    ['the least and the most bytes', { ...good, maxTokenBytes: 256 }],
    ['the most bytes', { ...good, maxTokenBytes: 65_536 }],
  ];
  it.each(right)('%s', (_why, options) => {
    expect(verdictNow(() => createVerifier(untyped(options)))).toBe('accepted');
  });
});

describe('the error for a wrong option', () => {
  it('names the option, the received value and the expected one', async () => {
    const error = await errorOf(() => createVerifier({ ...good, clockTolerance: 301 }));
    expect(error?.message).toBe(
      'Invalid option "clockTolerance": received 301, expected a duration from 0 to 300 seconds',
    );
  });

  it('for an unknown option lists the known ones', async () => {
    const short = await errorOf(() => createVerifier(untyped({ ...good, audiance: AUDIENCE })));
    const names = 'issuer, audience, secret, secrets, publicKey, jwks, jwksUri, keys, migration';
    expect(short?.message).toContain('Unknown option "audiance": known options are ');
    expect(short?.message).toContain(names);
    expect(short?.message).toContain(
      'maxTokenAge, maxTokenBytes, cache, claims, revocations, clock',
    );

    const long = await errorOf(() => createVerifier(untyped({ issuers: [good], cash: false })));
    expect(long?.message).toBe(
      'Unknown option "cash": known options are ' +
        'issuers, resolveIssuer, allowIssuer, tenants, roleClaim, scopeClaim, ' +
        'maxTokenBytes, cache, claims, revocations, clock',
    );
  });

  it('of a key has the rejection as cause, and never the secret', async () => {
    const secret = 'correct horse battery';
    const error = await errorOf(() => createVerifier({ ...good, secret }));
    expect(error?.cause).toMatchObject({ code: 'ERR_KEY_INVALID' });
    expect(`${error?.message} ${String(error?.cause)}`).not.toContain('horse');
  });

  it('is the bug itself for a bug', () => {
    const trap = {
      get keys(): never {
        throw new TypeError('a bug');
      },
    };
    const options = { ...without('secret'), jwks: trap };
    expect(() => createVerifier(untyped(options))).toThrow(TypeError);
  });

  it('is the bug itself for a bug below jwksUri', () => {
    const trap = {
      toString(): never {
        throw new TypeError('a bug');
      },
    };
    const remote = {
      get timeout(): never {
        throw new TypeError('a bug');
      },
    };
    const options = { ...without('secret'), jwksUri: 'https://a.example/', remote };
    expect(() => createVerifier(untyped(options))).toThrow(TypeError);
    expect(() => createVerifier(untyped({ ...options, remote: {}, jwksUri: trap }))).toThrow(
      'jwksUri',
    );
  });
});

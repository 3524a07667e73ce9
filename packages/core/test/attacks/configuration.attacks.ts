/** Rows 6, 10, 13, 14, 39 and 42: configurations with which a verifier must not start. */
import { createSecretKey, randomBytes } from 'node:crypto';
import type { Bench } from '../support/bench.js';
import { ASYMMETRIC, EVERY_KIND, HMAC, type KeyKind } from '../support/keys.js';
import { AUDIENCE, ISSUER } from '../support/tokens.js';
import { secretsThatArePublic, WELL_KNOWN_SECRETS } from '../support/bad-secrets.js';
import type { ConfigurationAttack } from './attack.js';

type Change = Readonly<Record<string, unknown>>;

function configuration(
  row: number,
  text: string,
  option: string,
  changes: { wrong: (bench: Bench) => Change; right: (bench: Bench) => Change },
  kinds: readonly KeyKind[] = EVERY_KIND,
): ConfigurationAttack {
  return { row, attack: text, option, kinds, ...changes };
}

/** Only a secret, without the keys that the bench trusts otherwise. */
const onlySecret = ({ kind }: Bench, secret: unknown): Change => ({
  secrets: undefined,
  jwks: undefined,
  secret,
  algorithms: HMAC.includes(kind as never) ? [kind] : ['HS256'],
});
const goodSecret = (bench: Bench): Change => onlySecret(bench, randomBytes(64));

const publicKeysAsSecrets = secretsThatArePublic.map(({ name, kinds, of }) =>
  configuration(
    6,
    `${name} as an HMAC secret`,
    'secret',
    { wrong: (bench) => onlySecret(bench, of(bench.key)), right: goodSecret },
    kinds,
  ),
);

const publicKeyObjects = [
  configuration(
    6,
    'a public KeyObject as an HMAC secret',
    'secret',
    { wrong: (bench) => onlySecret(bench, bench.key.publicKey), right: goodSecret },
    ASYMMETRIC,
  ),
  configuration(
    6,
    'a secret KeyObject that holds a PEM',
    'secret',
    {
      wrong: (bench) => onlySecret(bench, createSecretKey(Buffer.from(pemOf(bench)))),
      right: (bench) => onlySecret(bench, createSecretKey(randomBytes(64))),
    },
    ASYMMETRIC,
  ),
  configuration(
    6,
    'a PEM among secrets by kid',
    'secrets["b"]',
    {
      wrong: (bench) => ({
        ...onlySecret(bench, undefined),
        secrets: { a: randomBytes(64), b: pemOf(bench) },
      }),
      right: (bench) => ({
        ...onlySecret(bench, undefined),
        secrets: { a: randomBytes(64), b: randomBytes(64) },
      }),
    },
    ASYMMETRIC,
  ),
];

const shortSecrets = HMAC.flatMap((alg) => {
  const least = leastBytes(alg);
  return [
    configuration(
      10,
      `a secret of ${least - 1} bytes`,
      'secret',
      {
        wrong: (bench) => onlySecret(bench, randomBytes(least - 1)),
        right: (bench) => onlySecret(bench, randomBytes(least)),
      },
      [alg],
    ),
    configuration(
      10,
      `a secret of ${least - 1} letters`,
      'secret',
      {
        wrong: (bench) => onlySecret(bench, letters(least - 1)),
        right: (bench) => onlySecret(bench, letters(least)),
      },
      [alg],
    ),
    configuration(
      10,
      'an empty secret',
      'secret',
      { wrong: (bench) => onlySecret(bench, ''), right: goodSecret },
      [alg],
    ),
  ];
});

// Each with the algorithms that it is long enough for. Its twin is a random secret of the same length.
const knownSecrets = WELL_KNOWN_SECRETS.map(({ name, secret }) =>
  configuration(
    10,
    `the secret ${name}`,
    'secret',
    {
      wrong: (bench) => onlySecret(bench, secret),
      right: (bench) =>
        onlySecret(
          bench,
          typeof secret === 'string' ? letters(secret.length) : randomBytes(secret.length),
        ),
    },
    HMAC.filter((alg) => Buffer.from(secret).length >= leastBytes(alg)),
  ),
);

const algorithmLists = [
  ...Object.entries({
    'an empty list': () => [],
    'a string': ({ key }: Bench) => key.alg,
    'the text none': () => 'none',
    'a list with none': ({ key }: Bench) => [key.alg, 'none'],
    'a list with an unknown name': ({ key }: Bench) => [key.alg, 'RS257'],
    'a list in lower case': ({ key }: Bench) => [key.alg.toLowerCase()].concat('x'),
    'a list with a hole': ({ key }: Bench) => [key.alg, undefined],
    null: () => null,
    'an object': () => ({}),
  }).map(([name, wrong]) =>
    configuration(13, `algorithms is ${name}`, 'algorithms', {
      wrong: (bench) => ({ algorithms: wrong(bench) }),
      right: ({ key }) => ({ algorithms: [key.alg] }),
    }),
  ),
  configuration(
    13,
    'HMAC mixed with asymmetric algorithms, beside public keys',
    'algorithms',
    {
      wrong: ({ key }) => ({ algorithms: [key.alg, 'HS256'] }),
      right: ({ key }) => ({ algorithms: [key.alg] }),
    },
    ASYMMETRIC,
  ),
  configuration(
    13,
    'HMAC mixed with asymmetric algorithms, beside secrets',
    'algorithms',
    {
      wrong: ({ key }) => ({ algorithms: [key.alg, 'RS256'] }),
      right: ({ key }) => ({ algorithms: [key.alg] }),
    },
    HMAC,
  ),
  configuration(13, 'HMAC mixed with asymmetric algorithms, beside a key source', 'algorithms', {
    wrong: () => ({ ...ownKeys, algorithms: ['RS256', 'HS256'] }),
    right: () => ({ ...ownKeys, algorithms: ['RS256', 'ES256'] }),
  }),
];

const privateKeys = [
  ...Object.entries({
    PEM: ({ key }: Bench) => key.signingKey.export({ type: 'pkcs8', format: 'pem' }),
    'a KeyObject': ({ key }: Bench) => key.signingKey,
    'a JWK': ({ key }: Bench) => ({ ...key.jwk, ...key.signingKey.export({ format: 'jwk' }) }),
  }).map(([form, of]) =>
    configuration(
      13,
      `a private key as ${form} for a verifier`,
      'publicKey',
      {
        wrong: (bench) => ({ jwks: undefined, publicKey: of(bench), algorithms: [bench.key.alg] }),
        right: ({ key }) => ({
          jwks: undefined,
          publicKey: key.publicKey,
          algorithms: [key.alg],
        }),
      },
      ASYMMETRIC,
    ),
  ),
  configuration(
    13,
    'a private key in a JWK Set for a verifier',
    'jwks',
    {
      wrong: ({ key }) => ({
        jwks: { keys: [{ ...key.jwk, ...key.signingKey.export({ format: 'jwk' }) }] },
      }),
      right: ({ key }) => ({ jwks: { keys: [key.jwk] } }),
    },
    ASYMMETRIC,
  ),
];

const NAMELESS: Readonly<Record<string, unknown>> = {
  'an empty string': '',
  'an empty array': [],
  '[undefined]': [undefined],
  "['']": [''],
  missing: undefined,
  'a number': 1,
  'an object': {},
};

const namelessParties = Object.entries(NAMELESS).flatMap(([name, value]) => [
  configuration(14, `issuer is ${name}`, 'issuer', {
    wrong: () => ({ issuer: value }),
    right: () => ({ issuer: ISSUER }),
  }),
  configuration(14, `audience is ${name}`, 'audience', {
    wrong: () => ({ audience: value }),
    right: () => ({ audience: [AUDIENCE] }),
  }),
]);

const tolerances = Object.entries({
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  'the text 60': '60',
  negative: -1,
  'over 300 s': 301,
  'over 300 s in minutes': '6m',
  'an array': [5],
  true: true,
}).map(([name, value]) =>
  configuration(39, `the tolerance is ${name}`, 'clockTolerance', {
    wrong: () => ({ clockTolerance: value }),
    right: () => ({ clockTolerance: 300 }),
  }),
);

const patterns = Object.entries({
  'a regular expression': /^https:\/\/issuer\.example$/,
  'an array': [ISSUER],
  'an array of regular expressions': [/issuer/],
  'a function': () => true,
  'a URL object': new URL(ISSUER),
  null: null,
}).map(([name, value]) =>
  configuration(42, `issuer is ${name}`, 'issuer', {
    wrong: () => ({ issuer: value }),
    right: () => ({ issuer: ISSUER }),
  }),
);

export const configurationAttacks: readonly ConfigurationAttack[] = [
  ...publicKeysAsSecrets,
  ...publicKeyObjects,
  ...shortSecrets,
  ...knownSecrets,
  ...algorithmLists,
  ...privateKeys,
  ...namelessParties,
  ...tolerances,
  ...patterns,
];

const ownKeys = { secrets: undefined, jwks: undefined, keys: { find: () => undefined } };

function pemOf({ key }: Bench): string {
  return String(key.publicKey?.export({ type: 'spki', format: 'pem' }));
}

/** The length of the digest (RFC 7518 §3.2). */
function leastBytes(alg: string): number {
  return Number(alg.slice(2)) / 8;
}

function letters(length: number): string {
  return randomBytes(length).toString('base64url').slice(0, length);
}

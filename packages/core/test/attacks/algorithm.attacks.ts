/** Rows 1–5 and 7–9: the token does not choose its algorithm. */
import { StaticKeys } from '../../src/keys/index.js';
import type { Algorithm, KeySource, VerifierOptions } from '../../src/index.js';
import { importKey } from '../../src/jwk/index.js';
import type { Bench } from '../support/bench.js';
import {
  ASYMMETRIC,
  EVERY_KIND,
  HMAC,
  ML_DSA,
  otherAlgorithmsOf,
  secretTestKey,
  type KeyKind,
} from '../support/keys.js';
import { goodHeader, GOOD_CLAIMS, mint, mintAs, segment } from '../support/tokens.js';
import { publicKeyForms } from '../support/public-key-forms.js';
import { attack, variants, type TokenAttack } from './attack.js';

const NOT_ALLOWED = 'ERR_ALGORITHM_NOT_ALLOWED';
/** Kinds whose JWK may leave its alg out: an AKP key may not (RFC 9964). */
const SILENT = ASYMMETRIC.filter((kind) => !ML_DSA.includes(kind));

const algNone: readonly TokenAttack[] = ['none', 'None', 'nOnE', 'none ', 'none\0'].flatMap(
  (alg) => [
    attack(1, `alg ${JSON.stringify(alg)} without a signature`, NOT_ALLOWED, (bench) => ({
      attacked: `${segment(goodHeader(bench.key, { alg }))}.${segment(GOOD_CLAIMS)}.`,
      twin: bench.token(),
    })),
    attack(1, `alg ${JSON.stringify(alg)} with a signature`, NOT_ALLOWED, (bench) => ({
      attacked: bench.token({ header: { alg } }),
      twin: bench.token(),
    })),
  ],
);

const algOfNoUse = variants(
  {
    missing: undefined,
    'an empty string': '',
    null: null,
    'an array': ['RS256'],
    'an object': { alg: 'RS256' },
    'the name __proto__': '__proto__',
    'the name constructor': 'constructor',
    'the name toString': 'toString',
    'a number': 256,
    true: true,
  },
  (name, alg) =>
    attack(2, `alg is ${name}`, 'ERR_HEADER_INVALID', (bench) => ({
      attacked: bench.token({ header: { alg } }),
      twin: bench.token(),
    })),
);

const algMisspelt = variants<(alg: string) => string>(
  {
    'in lower case': (alg) => (alg === 'EdDSA' ? 'eddsa' : alg.toLowerCase()),
    'followed by a space': (alg) => `${alg} `,
    'preceded by a space': (alg) => ` ${alg}`,
    'followed by a line feed': (alg) => `${alg}\n`,
    'followed by a NUL': (alg) => `${alg}\0`,
    'with a fullwidth digit or letter': (alg) => alg.replace(/[2345S]/, '\uff12'),
  },
  (name, misspell) =>
    attack(3, `alg ${name}`, NOT_ALLOWED, (bench) => ({
      attacked: bench.token({ header: { alg: misspell(bench.key.alg) } }),
      twin: bench.token(),
    })),
);

const otherAlgorithmOfOneKey: readonly TokenAttack[] = EVERY_KIND.flatMap((kind) =>
  otherAlgorithmsOf(kind).map((alg) =>
    attack(
      4,
      `${alg} made with the very same key that is ${kind}`,
      NOT_ALLOWED,
      ({ key, token }) => ({ attacked: mintAs(key, alg), twin: token() }),
      [kind],
    ),
  ),
);

const confusion: readonly TokenAttack[] = HMAC.flatMap((alg) =>
  publicKeyForms.map(({ form, kinds, of }) =>
    attack(
      5,
      `${alg} keyed with the public key as ${form}`,
      NOT_ALLOWED,
      ({ key, token }) => ({ attacked: mint(secretTestKey(alg, of(key))), twin: token() }),
      kinds,
    ),
  ),
);

/** One case for each other algorithm that the same key material can do. */
function eachSibling(
  among: readonly KeyKind[],
  toCase: (alg: Algorithm, kinds: readonly KeyKind[]) => TokenAttack,
): readonly TokenAttack[] {
  const siblings = new Set(among.flatMap((kind) => otherAlgorithmsOf(kind)));
  return [...siblings].map((alg) =>
    toCase(
      alg,
      among.filter((kind) => otherAlgorithmsOf(kind).includes(alg)),
    ),
  );
}

/** Trusts the JWK without its alg; the issuer's options bind it to one algorithm. */
function silentJwk({ key, options }: Bench, ...algorithms: readonly Algorithm[]): VerifierOptions {
  const jwks = { keys: [{ ...key.jwk, alg: undefined }] };
  return { ...options, jwks, ...(algorithms.length > 0 && { algorithms }) };
}

/**
 * Trusts bare key material through a key source that allows every algorithm, unless `algorithms` lists some.
 */
function ownSource({ key, options }: Bench, algorithms?: readonly Algorithm[]): VerifierOptions {
  const { clock, issuer, audience } = options;
  const { alg, kid, publicKey = key.signingKey } = key;
  const keys = new StaticKeys([importKey(publicKey, { algorithm: alg, kid })]);
  return { clock, issuer, audience, keys, ...(algorithms && { algorithms }) };
}

/** Row 7: the trusted key signs the token with an algorithm that the key is not bound to. */
function headerPicks(
  alg: Algorithm,
  kinds: readonly KeyKind[],
  text: string,
  optionsOf: (bench: Bench) => VerifierOptions,
): TokenAttack {
  return attack(
    7,
    text,
    NOT_ALLOWED,
    (bench) => ({
      attacked: mintAs(bench.key, alg),
      twin: bench.token(),
      options: optionsOf(bench),
    }),
    kinds,
  );
}

const otherThanResolved: readonly TokenAttack[] = [
  ...eachSibling(SILENT, (alg, kinds) =>
    headerPicks(
      alg,
      kinds,
      `the JWK has no alg, another is configured, and the header picks ${alg}`,
      (bench) => silentJwk(bench, bench.key.alg),
    ),
  ),
  ...eachSibling(EVERY_KIND, (alg, kinds) =>
    headerPicks(
      alg,
      kinds,
      `the key has no alg, its source is for all, and the header picks ${alg}`,
      (bench) => ownSource(bench),
    ),
  ),
  // The algorithm that this key has when no option narrows it.
  ...eachSibling(['RS256', 'EdDSA', 'EdDSA on Ed448'], (alg, kinds) =>
    headerPicks(
      alg,
      kinds,
      `the JWK has no alg, no algorithm is configured, and the header picks ${alg}`,
      (bench) => silentJwk(bench),
    ),
  ),
  ...eachSibling(['HS256'], (alg, kinds) =>
    headerPicks(
      alg,
      kinds,
      `the secret has no alg, no algorithm is configured, and the header picks ${alg}`,
      ({ options: { algorithms: _none, ...options } }) => options,
    ),
  ),
];

const silentConfusion: readonly TokenAttack[] = HMAC.flatMap((alg) =>
  publicKeyForms.flatMap(({ form, kinds, of }) => [
    attack(
      7,
      `the JWK has no alg and the header picks ${alg}, keyed with it as ${form}`,
      NOT_ALLOWED,
      (bench) => ({
        attacked: mint(secretTestKey(alg, of(bench.key))),
        twin: bench.token(),
        options: silentJwk(bench, bench.key.alg),
      }),
      kinds.filter((kind) => SILENT.includes(kind)),
    ),
    attack(
      7,
      `the key has no alg, its source is for all, and ${alg} is keyed with it as ${form}`,
      NOT_ALLOWED,
      (bench) => ({
        attacked: mint(secretTestKey(alg, of(bench.key))),
        twin: bench.token(),
        options: ownSource(bench),
      }),
      kinds,
    ),
  ]),
);

const twoTruths: readonly TokenAttack[] = [
  ...eachSibling(ASYMMETRIC, (alg, kinds) =>
    attack(
      8,
      `alg is ${alg}, on the allow-list beside a JWK Set, but not that of the key`,
      NOT_ALLOWED,
      (bench) => ({
        attacked: bench.token({ header: { alg } }),
        twin: bench.token(),
        options: { ...bench.options, algorithms: [alg, bench.key.alg] },
      }),
      kinds,
    ),
  ),
  // Listed secrets all have one algorithm. Only a key source can return a secret of another.
  ...eachSibling(EVERY_KIND, (alg, kinds) =>
    attack(
      8,
      `alg is ${alg}, on the allow-list beside a key source, but not that of the key`,
      NOT_ALLOWED,
      (bench) => ({
        attacked: bench.token({ header: { alg } }),
        twin: bench.token(),
        options: ownSource(bench, [alg, bench.key.alg]),
      }),
      kinds,
    ),
  ),
  attack(
    8,
    'alg is that of another kind of key',
    NOT_ALLOWED,
    (bench) => ({
      attacked: bench.token({ header: { alg: bench.key.alg === 'ES256' ? 'ES384' : 'ES256' } }),
      twin: bench.token(),
    }),
    ASYMMETRIC,
  ),
];

const noKey = variants<unknown>(
  { undefined: undefined, 'an empty string': '', null: null, 'an empty object': {} },
  (name, nothing) =>
    attack(9, `the key resolver answers with ${name}`, 'ERR_KEY_NOT_FOUND', (bench) => {
      const forger = secretTestKey('HS256', Buffer.alloc(0));
      const real = new StaticKeys([importKey(bench.key.jwk)]);
      const keys: KeySource = {
        find: (header) => (header.kid === 'nobody' ? (nothing as undefined) : real.find(header)),
      };
      const { clock, issuer, audience } = bench.options;
      return {
        attacked: mint(forger, { header: { kid: 'nobody' } }),
        twin: bench.token(),
        options: { clock, issuer, audience, keys },
      };
    }),
);

export const algorithmAttacks: readonly TokenAttack[] = [
  ...algNone,
  ...algOfNoUse,
  ...algMisspelt,
  ...otherAlgorithmOfOneKey,
  ...confusion,
  ...otherThanResolved,
  ...silentConfusion,
  ...twoTruths,
  ...noKey,
];

/** Rows 1–5 and 7–9: who decides about the algorithm. */
import { StaticKeys, type KeySource } from '../../src/index.js';
import { importKey } from '../../src/jwk/index.js';
import {
  ASYMMETRIC,
  EVERY_KIND,
  HMAC,
  otherAlgorithmsOf,
  RSA,
  secretTestKey,
} from '../support/keys.js';
import { goodHeader, GOOD_CLAIMS, mint, mintAs, segment } from '../support/tokens.js';
import { publicKeyForms } from '../support/public-key-forms.js';
import { attack, variants, type TokenAttack } from './attack.js';

const NOT_ALLOWED = 'ERR_ALGORITHM_NOT_ALLOWED';

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
    'an empty text': '',
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
    'with a space behind': (alg) => `${alg} `,
    'with a space before': (alg) => ` ${alg}`,
    'with a line feed behind': (alg) => `${alg}\n`,
    'with a NUL behind': (alg) => `${alg}\0`,
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

const silentJwk: readonly TokenAttack[] = [
  attack(
    7,
    'the JWK has no alg and the header picks PS256',
    NOT_ALLOWED,
    (bench) => ({
      attacked: mintAs(bench.key, 'PS256'),
      twin: mintAs(bench.key, 'RS256'),
      options: { ...bench.options, jwks: { keys: [{ ...bench.key.jwk, alg: undefined }] } },
    }),
    ['RS256'],
  ),
  attack(
    7,
    'the JWK has no alg and the header picks RS512',
    NOT_ALLOWED,
    (bench) => ({
      attacked: mintAs(bench.key, 'RS512'),
      twin: mintAs(bench.key, 'PS384'),
      options: {
        ...bench.options,
        algorithms: ['PS384'],
        jwks: { keys: [{ ...bench.key.jwk, alg: undefined }] },
      },
    }),
    ['RS256'],
  ),
  attack(
    7,
    'the secret has no alg and the header picks HS512',
    NOT_ALLOWED,
    (bench) => ({
      attacked: mintAs(bench.key, 'HS512'),
      twin: mintAs(bench.key, 'HS256'),
      options: { ...bench.options, algorithms: ['HS256', 'HS512'] },
    }),
    ['HS256'],
  ),
];

const twoTruths: readonly TokenAttack[] = [
  attack(
    8,
    'alg is on the allow-list, but is not that of the key',
    NOT_ALLOWED,
    (bench) => {
      const [other = 'RS256'] = otherAlgorithmsOf(bench.kind);
      return {
        attacked: bench.token({ header: { alg: other } }),
        twin: bench.token(),
        options: { ...bench.options, algorithms: [other, bench.key.alg] },
      };
    },
    RSA,
  ),
  attack(
    8,
    'alg is that of another key of the issuer',
    NOT_ALLOWED,
    (bench) => ({
      attacked: bench.token({ header: { alg: bench.key.alg === 'ES256' ? 'ES384' : 'ES256' } }),
      twin: bench.token(),
    }),
    ASYMMETRIC,
  ),
];

const noKey = variants<unknown>(
  { undefined: undefined, 'an empty text': '', null: null, 'an empty object': {} },
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
  ...silentJwk,
  ...twoTruths,
  ...noKey,
];

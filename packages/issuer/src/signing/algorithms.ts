/** The table of signing algorithms (RFC 7518 §3, RFC 8037): how keys are generated, and the arguments of node:crypto. */
import {
  constants,
  createSecretKey,
  generateKeyPair,
  randomBytes,
  type KeyObject,
} from 'node:crypto';
import { promisify } from 'node:util';
import { ConfigurationError, describeValue } from '@portcullis/core';

/** Algorithms that Portcullis signs with. */
export type SigningAlgorithm = 'RS256' | 'PS256' | 'ES256' | 'EdDSA' | 'HS256';

/** How an algorithm generates keys and formats signatures. */
export interface SigningAlgorithmSpec {
  /** The type of key in Node.js. `rsa-pss` and Ed448 keys are not supported. */
  readonly keyType: 'rsa' | 'ec' | 'ed25519' | 'secret';
  /** The digest's name in node:crypto; null if the algorithm includes its hash. */
  readonly hash: string | null;
  /** Padding and encoding of the signature. */
  readonly format: {
    readonly padding?: number;
    readonly saltLength?: number;
    readonly dsaEncoding?: 'ieee-p1363';
  };
  /** Generates a private key or secret. */
  readonly generate: () => Promise<KeyObject>;
}

const newKeyPair = promisify(generateKeyPair);
const RSA_MODULUS_BITS = 2048;
const SECRET_BYTES = 32;

const newRsaKey = async () =>
  (await newKeyPair('rsa', { modulusLength: RSA_MODULUS_BITS, publicExponent: 65537 })).privateKey;

/** A `Map`, so that inherited names such as `constructor` are not algorithms. */
const SPECS: ReadonlyMap<string, SigningAlgorithmSpec> = new Map<
  SigningAlgorithm,
  SigningAlgorithmSpec
>([
  ['RS256', { keyType: 'rsa', hash: 'sha256', format: {}, generate: newRsaKey }],
  [
    'PS256',
    {
      keyType: 'rsa',
      hash: 'sha256',
      // RFC 7518 §3.5: the salt is as long as the digest.
      format: {
        padding: constants.RSA_PKCS1_PSS_PADDING,
        saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
      },
      generate: newRsaKey,
    },
  ],
  [
    'ES256',
    {
      keyType: 'ec',
      hash: 'sha256',
      format: { dsaEncoding: 'ieee-p1363' }, // RFC 7518 §3.4: r and s concatenated, not DER
      generate: async () => (await newKeyPair('ec', { namedCurve: 'P-256' })).privateKey,
    },
  ],
  [
    'EdDSA',
    {
      keyType: 'ed25519',
      hash: null,
      format: {},
      generate: async () => (await newKeyPair('ed25519')).privateKey,
    },
  ],
  [
    'HS256',
    {
      keyType: 'secret',
      hash: 'sha256',
      format: {},
      generate: () => Promise.resolve(createSecretKey(randomBytes(SECRET_BYTES))),
    },
  ],
]);

/** Every supported signing algorithm, the default first. */
export const SIGNING_ALGORITHMS: readonly SigningAlgorithm[] = Object.freeze([
  ...SPECS.keys(),
] as SigningAlgorithm[]);

/**
 * Returns the row of an algorithm.
 *
 * @throws ConfigurationError for an unknown name
 */
export function signingSpec(alg: unknown): SigningAlgorithmSpec {
  const spec = typeof alg === 'string' ? SPECS.get(alg) : undefined;
  if (spec) return spec;
  throw new ConfigurationError(
    'algorithm',
    describeValue(alg),
    `one of ${SIGNING_ALGORITHMS.join(', ')}`,
  );
}

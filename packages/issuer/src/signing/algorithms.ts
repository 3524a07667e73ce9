/** The signing algorithms (RFC 7518 §3, RFC 8037): a selection of core's table, with the generation of keys. */
import { createSecretKey, generateKeyPair, randomBytes, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { ConfigurationError } from '@portcullis/core';
import { describeValue } from '@portcullis/core/internal';
import { signatureFormatOf, specOf, type SignatureFormat } from '@portcullis/core/internal';

/** Algorithms that Portcullis signs with. */
export type SigningAlgorithm = 'RS256' | 'PS256' | 'ES256' | 'EdDSA' | 'HS256';

/** How an algorithm generates keys and formats signatures. Hash and format are those of core's table. */
export interface SigningAlgorithmSpec extends KeyGeneration {
  /** The digest's name in node:crypto; null if the algorithm includes its hash. */
  readonly hash: string | null;
  /** Padding and encoding of the signature. */
  readonly format: SignatureFormat;
}

interface KeyGeneration {
  /** The type of key in Node.js. `rsa-pss` and Ed448 keys are not supported. */
  readonly keyType: 'rsa' | 'ec' | 'ed25519' | 'secret';
  /** Generates a private key or secret. */
  readonly generate: () => Promise<KeyObject>;
}

const newKeyPair = promisify(generateKeyPair);
const RSA_MODULUS_BITS = 2048;
const SECRET_BYTES = 32;

const newRsaKey = async () =>
  (await newKeyPair('rsa', { modulusLength: RSA_MODULUS_BITS, publicExponent: 65537 })).privateKey;

const GENERATION: Readonly<Record<SigningAlgorithm, KeyGeneration>> = {
  RS256: { keyType: 'rsa', generate: newRsaKey },
  PS256: { keyType: 'rsa', generate: newRsaKey },
  ES256: {
    keyType: 'ec',
    generate: async () => (await newKeyPair('ec', { namedCurve: 'P-256' })).privateKey,
  },
  EdDSA: {
    keyType: 'ed25519',
    generate: async () => (await newKeyPair('ed25519')).privateKey,
  },
  HS256: {
    keyType: 'secret',
    generate: () => Promise.resolve(createSecretKey(randomBytes(SECRET_BYTES))),
  },
};

/** A `Map`, so that inherited names such as `constructor` are not algorithms. */
const SPECS: ReadonlyMap<string, SigningAlgorithmSpec> = new Map(
  (Object.keys(GENERATION) as SigningAlgorithm[]).map((alg) => {
    const spec = specOf(alg);
    return [alg, { ...GENERATION[alg], hash: spec.hash, format: signatureFormatOf(spec) }];
  }),
);

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

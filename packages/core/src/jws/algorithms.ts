/**
 * The one table of signature algorithms (RFC 7518 §3, RFC 8037, RFC 9864, and RFC 9964 for ML-DSA). A `Map`, so that no
 * inherited name is ever an algorithm. Nothing here reads a token: the algorithm is the key's, the header is compared.
 */
import { constants } from 'node:crypto';

/** A JWS algorithm that Portcullis can verify. */
export type Algorithm =
  | 'HS256'
  | 'HS384'
  | 'HS512'
  | 'RS256'
  | 'RS384'
  | 'RS512'
  | 'PS256'
  | 'PS384'
  | 'PS512'
  | 'ES256'
  | 'ES384'
  | 'ES512'
  | 'EdDSA'
  | 'Ed25519'
  | 'Ed448'
  | 'ML-DSA-44'
  | 'ML-DSA-65'
  | 'ML-DSA-87';

/** How keys of an algorithm look and how its signature is checked. */
export interface AlgorithmSpec {
  readonly alg: Algorithm;
  /** JWK key type (RFC 7518 §6.1). */
  readonly kty: 'oct' | 'RSA' | 'EC' | 'OKP' | 'AKP';
  /** The digest's name in node:crypto; null where the algorithm hashes by itself. */
  readonly hash: string | null;
  /** Curves a key may be on. */
  readonly curves?: readonly string[];
  /** The salt's length in bytes, for RSASSA-PSS alone: the hash's own (RFC 7518 §3.5). */
  readonly saltLength?: number;
  /** Digest length in bytes: the least an HMAC secret may have (RFC 7518 §3.2). */
  readonly hashLength?: number;
}

const SPECS: readonly AlgorithmSpec[] = [
  ...[256, 384, 512].flatMap((bits): AlgorithmSpec[] => [
    { alg: `HS${bits}` as Algorithm, kty: 'oct', hash: `sha${bits}`, hashLength: bits / 8 },
    { alg: `RS${bits}` as Algorithm, kty: 'RSA', hash: `sha${bits}` },
    { alg: `PS${bits}` as Algorithm, kty: 'RSA', hash: `sha${bits}`, saltLength: bits / 8 },
  ]),
  { alg: 'ES256', kty: 'EC', hash: 'sha256', curves: ['P-256'] },
  { alg: 'ES384', kty: 'EC', hash: 'sha384', curves: ['P-384'] },
  { alg: 'ES512', kty: 'EC', hash: 'sha512', curves: ['P-521'] },
  { alg: 'EdDSA', kty: 'OKP', hash: null, curves: ['Ed25519', 'Ed448'] },
  { alg: 'Ed25519', kty: 'OKP', hash: null, curves: ['Ed25519'] },
  { alg: 'Ed448', kty: 'OKP', hash: null, curves: ['Ed448'] },
  { alg: 'ML-DSA-44', kty: 'AKP', hash: null },
  { alg: 'ML-DSA-65', kty: 'AKP', hash: null },
  { alg: 'ML-DSA-87', kty: 'AKP', hash: null },
];

/** Arguments of node:crypto for the signatures of an algorithm. */
export interface SignatureFormat {
  readonly padding?: number;
  readonly saltLength?: number;
  readonly dsaEncoding?: 'ieee-p1363';
}

/** Returns how signatures of an algorithm are formatted. JWS concatenates r and s (RFC 7518 §3.4), Node.js uses DER. */
export function signatureFormatOf({ kty, saltLength }: AlgorithmSpec): SignatureFormat {
  if (kty === 'EC') return { dsaEncoding: 'ieee-p1363' };
  return saltLength === undefined ? {} : { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength };
}

/** Every algorithm by its exact, case-sensitive name. */
export const ALGORITHMS: ReadonlyMap<string, AlgorithmSpec> = new Map(
  SPECS.map((spec) => [spec.alg, Object.freeze(spec)]),
);

/** Whether a name is an algorithm of the table. */
export function isAlgorithm(name: unknown): name is Algorithm {
  return ALGORITHMS.has(name as string);
}

/** What is known of an algorithm: every one is in the table. */
export function specOf(alg: Algorithm): AlgorithmSpec {
  return ALGORITHMS.get(alg) as AlgorithmSpec;
}

/** Whether an algorithm is an HMAC, keyed with a shared secret. */
export function isSymmetric(alg: Algorithm): boolean {
  return specOf(alg).kty === 'oct';
}

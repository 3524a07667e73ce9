/** Keys that must not be trusted, with tokens that an attacker would sign with them. */
import {
  constants,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  generatePrimeSync,
  publicDecrypt,
  type JsonWebKey,
  type KeyObject,
} from 'node:crypto';
import type { Algorithm } from '../../src/index.js';
import {
  ASYMMETRIC,
  ECDSA,
  keyOf,
  ML_DSA,
  otherAlgorithmsOf,
  RSA,
  signBytes,
  testKey,
  type TestKey,
} from './keys.js';

/** The primes of the ROCA fingerprint (Nemec et al., 2017). */
const PRIMES = [11, 13, 17, 19, 37, 53, 61, 71, 73, 79, 97, 103, 107, 109, 127, 151, 157];

export const rsa = (modulusLength: number, publicExponent = 65537): TestKey =>
  testKey('RS256', generateKeyPairSync('rsa', { modulusLength, publicExponent }));

/** A key on a curve of the EC type. */
export const ec = (namedCurve: string): TestKey =>
  testKey('ES256', generateKeyPairSync('ec', { namedCurve }));

/** An RSA key like those of the broken generator: p = k·M + (65537^a mod M). Always over 2048 bits. */
export function rocaKey(bits = 2064): TestKey {
  const product = PRIMES.reduce((all, prime) => all * BigInt(prime), 2n);
  const prime = (exponent: number): bigint => {
    const residue = Array.from({ length: exponent }).reduce<bigint>(
      (power) => (power * 65537n) % product,
      1n,
    );
    return generatePrimeSync(bits / 2, { add: product, rem: residue, bigint: true });
  };
  const jwk = rsaPrivateJwk(prime(3), prime(5));
  const privateKey = createPrivateKey({ key: jwk, format: 'jwk' });
  return testKey('RS256', { privateKey, publicKey: createPublicKey(privateKey) });
}

/** With the exponent 1 a signature equals its padding, so that anyone can write it. */
export function exponentOne(): {
  readonly key: TestKey;
  readonly forge: (signingInput: string, alg: Algorithm) => Buffer;
} {
  // The padded digest depends on the key's length only: it is read from a signature of another key.
  const { signingKey, publicKey } = keyOf('RS256', 'attacker');
  const forge = (signingInput: string, alg: Algorithm): Buffer =>
    publicDecrypt(
      { key: publicKey ?? signingKey, padding: constants.RSA_NO_PADDING },
      signBytes(signingKey, alg, signingInput),
    );
  return { key: withJwk(rsa(2048), { e: 'AQ' }), forge };
}

/** A public key that exists only as a JWK. */
export function rsaJwk(n: bigint, e: bigint): JsonWebKey {
  return { kty: 'RSA', n: base64url(n), e: base64url(e) };
}

export function withJwk(key: TestKey, members: Readonly<Record<string, unknown>>): TestKey {
  return { ...key, jwk: { ...key.jwk, ...members } };
}

export interface WeakKey {
  readonly row: number;
  readonly weakness: string;
  /** The algorithms that its JWK names, one after the other. */
  readonly algs: readonly Algorithm[];
  /** The `alg` of its JWK, if it is not supported. */
  readonly states?: string;
  readonly make: () => TestKey;
}

const weakRsa: readonly WeakKey[] = Object.entries({
  'of 1024 bits': () => rsa(1024),
  'of 2047 bits': () => rsa(2047),
  'with e = 1': () => exponentOne().key,
  'with e = 3': () => rsa(2048, 3),
  'with e = 65535': () => withJwk(rsa(2048), { e: 'AP__' }),
  'with an even e': () => withJwk(rsa(2048), { e: 'AQAC' }),
  'with e over 2^32': () => withJwk(rsa(2048), { e: base64url(2n ** 32n + 15n) }),
  'of 8193 bits': () => withJwk(rsa(2048), { n: base64url(2n ** 8192n + 1n) }),
  'with the ROCA fingerprint': () => rocaKey(),
}).map(([weakness, make]) => ({ row: 11, weakness: `an RSA key ${weakness}`, algs: RSA, make }));

const PUBLIC_KEY_ALGORITHMS = ASYMMETRIC.filter((kind) => kind !== 'EdDSA on Ed448');

/** A key whose JWK names, one after the other, each algorithm that is not for its type or curve. */
function mismatched(material: string, own: readonly Algorithm[], make: () => TestKey): WeakKey {
  const algs = PUBLIC_KEY_ALGORITHMS.filter((alg) => !own.includes(alg));
  return { row: 12, weakness: `${material} that is for another algorithm`, algs, make };
}

const otherTypeOrCurve: readonly WeakKey[] = [
  ...(['RS256', ...ECDSA, 'EdDSA', 'EdDSA on Ed448', ...ML_DSA] as const).map((kind) => {
    const { alg } = keyOf(kind);
    return mismatched(`a key of ${kind}`, [alg, ...otherAlgorithmsOf(kind)], () => keyOf(kind));
  }),
  mismatched('a key on secp256k1', [], () => ec('secp256k1')),
  mismatched('a key on X25519', [], () => testKey('EdDSA', generateKeyPairSync('x25519'))),
  mismatched('a key on X448', [], () => testKey('EdDSA', generateKeyPairSync('x448'))),
  {
    row: 12,
    weakness: 'an ES256K key',
    algs: ['ES256'],
    states: 'ES256K',
    make: () => ec('secp256k1'),
  },
];

const offTheCurve: readonly WeakKey[] = ECDSA.map((alg) => ({
  row: 12,
  weakness: `a point that is not on the curve of ${alg}`,
  algs: [alg],
  make: () => withJwk(keyOf(alg), { y: keyOf(alg).jwk['x'] }),
}));

/** Keys of rows 11 and 12 that a JWK can hold. */
export const weakKeys: readonly WeakKey[] = [...weakRsa, ...otherTypeOrCurve, ...offTheCurve];

/**
 * The key as one of an algorithm. If it cannot sign with it, a token is signed with a key that can. All have
 * one key ID, because a second unknown ID would wait for the next allowed fetch.
 */
export function weakAs({ states }: WeakKey, material: TestKey, alg: Algorithm): TestKey {
  const kid = 'weak';
  const jwk = { ...material.jwk, kid, alg: states ?? alg };
  return { ...material, kid, alg, jwk, signingKey: signerOf(material, alg) };
}

function signerOf({ signingKey }: TestKey, alg: Algorithm): KeyObject {
  try {
    signBytes(signingKey, alg, '');
    return signingKey;
  } catch {
    return keyOf(alg).signingKey;
  }
}

export function base64url(value: bigint): string {
  const hex = value.toString(16);
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex').toString('base64url');
}

function rsaPrivateJwk(p: bigint, q: bigint): JsonWebKey {
  const e = 65537n;
  const d = inverse(e, (p - 1n) * (q - 1n));
  const members = { e, d, p, q, n: p * q, dp: d % (p - 1n), dq: d % (q - 1n), qi: inverse(q, p) };
  const texts = Object.entries(members).map(([name, value]): [string, string] => [
    name,
    base64url(value),
  ]);
  return { kty: 'RSA', ...Object.fromEntries(texts) };
}

/** The inverse of a modulo m, by Euclid. */
function inverse(a: bigint, m: bigint): bigint {
  let [oldR, r, oldS, s] = [a, m, 1n, 0n];
  while (r !== 0n) {
    const quotient = oldR / r;
    [oldR, r] = [r, oldR - quotient * r];
    [oldS, s] = [s, oldS - quotient * s];
  }
  return ((oldS % m) + m) % m;
}

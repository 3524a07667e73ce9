/** Keys that nobody should trust, with what an attacker would sign with them. */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  generatePrimeSync,
  type JsonWebKey,
} from 'node:crypto';
import { testKey, withKid, type TestKey } from './keys.js';

/** The primes of the ROCA fingerprint (Nemec et al., 2017). */
const PRIMES = [11, 13, 17, 19, 37, 53, 61, 71, 73, 79, 97, 103, 107, 109, 127, 151, 157];

export const rsa = (modulusLength: number, publicExponent = 65537): TestKey =>
  testKey('RS256', generateKeyPairSync('rsa', { modulusLength, publicExponent }));

/** An EC key whose JWK says an algorithm that is for another curve. */
export function ec(namedCurve: string, alg: string): TestKey {
  const key = testKey('ES256', generateKeyPairSync('ec', { namedCurve }));
  return { ...key, jwk: { ...key.jwk, alg } };
}

/** A real RSA key as the broken generator makes them: p = k·M + (65537^a mod M). Surely over 2048 bits. */
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

/** With the exponent 1 a signature is its own padding: anybody can write one. */
export function exponentOne(): {
  readonly key: TestKey;
  readonly forge: (token: string) => string;
} {
  const key = rsa(2048);
  const forge = (signingInput: string): string => {
    const hash = createHash('sha256').update(signingInput).digest('hex');
    const info = `3031300d060960864801650304020105000420${hash}`;
    const padding = 'ff'.repeat(256 - 3 - info.length / 2);
    return Buffer.from(`0001${padding}00${info}`, 'hex').toString('base64url');
  };
  return { key: withJwk(key, { e: 'AQ' }), forge };
}

/** A public key of which only the JWK exists. */
export function rsaJwk(n: bigint, e: bigint): JsonWebKey {
  return { kty: 'RSA', n: base64url(n), e: base64url(e) };
}

export function withJwk(key: TestKey, members: Readonly<Record<string, unknown>>): TestKey {
  return { ...key, jwk: { ...key.jwk, ...members } };
}

export interface WeakKey {
  readonly row: number;
  readonly weakness: string;
  readonly make: () => TestKey;
}

/** Keys of rows 11 and 12 that a JWK can hold. */
export const weakKeys: readonly WeakKey[] = [
  { row: 11, weakness: 'an RSA key of 1024 bits', make: () => rsa(1024) },
  { row: 11, weakness: 'an RSA key of 2047 bits', make: () => rsa(2047) },
  { row: 11, weakness: 'an RSA key with e = 1', make: () => exponentOne().key },
  { row: 11, weakness: 'an RSA key with e = 3', make: () => rsa(2048, 3) },
  { row: 11, weakness: 'an RSA key with e = 65535', make: () => withJwk(rsa(2048), { e: 'AP__' }) },
  { row: 11, weakness: 'an RSA key with an even e', make: () => withJwk(rsa(2048), { e: 'AQAC' }) },
  {
    row: 11,
    weakness: 'an RSA key with e over 2^32',
    make: () => withJwk(rsa(2048), { e: base64url(2n ** 32n + 15n) }),
  },
  {
    row: 11,
    weakness: 'an RSA key of 8193 bits',
    make: () => withJwk(rsa(2048), { n: base64url(2n ** 8192n + 1n) }),
  },
  { row: 11, weakness: 'an RSA key with the ROCA fingerprint', make: () => rocaKey() },
  { row: 12, weakness: 'an ES256 key on P-384', make: () => ec('P-384', 'ES256') },
  { row: 12, weakness: 'an ES512 key on P-256', make: () => ec('P-256', 'ES512') },
  { row: 12, weakness: 'an ES256 key on secp256k1', make: () => ec('secp256k1', 'ES256') },
  { row: 12, weakness: 'an ES256K key', make: () => ec('secp256k1', 'ES256K') },
  { row: 12, weakness: 'an RS256 key that is on a curve', make: () => ec('P-256', 'RS256') },
  {
    row: 12,
    weakness: 'a point that is not on its curve',
    make: () => withJwk(ec('P-256', 'ES256'), { y: Buffer.alloc(32, 7).toString('base64url') }),
  },
].map(({ row, weakness, make }) => ({
  row,
  weakness,
  make: () => withKid(make(), 'weak'),
}));

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

/** Key material for every algorithm, created on first use and without the code under test. */
import {
  constants,
  createHmac,
  createSecretKey,
  generateKeyPairSync,
  randomBytes,
  sign,
  type KeyObject,
} from 'node:crypto';
import type { Algorithm, Jwk } from '../../src/index.js';

export const HMAC: readonly Algorithm[] = ['HS256', 'HS384', 'HS512'];
export const RSA: readonly Algorithm[] = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'];
export const ECDSA: readonly Algorithm[] = ['ES256', 'ES384', 'ES512'];

/** An algorithm, or `EdDSA` on its other curve. */
export type KeyKind = Algorithm | 'EdDSA on Ed448';
export const EDDSA: readonly KeyKind[] = ['EdDSA', 'EdDSA on Ed448', 'Ed25519', 'Ed448'];
/** ML-DSA (FIPS 204), which not every supported Node has. If it does, every test over all kinds includes it. */
export const ML_DSA: readonly KeyKind[] = canGenerate('ml-dsa-44')
  ? ['ML-DSA-44', 'ML-DSA-65', 'ML-DSA-87']
  : [];
export const ASYMMETRIC: readonly KeyKind[] = [...RSA, ...ECDSA, ...EDDSA, ...ML_DSA];
export const EVERY_KIND: readonly KeyKind[] = [...HMAC, ...ASYMMETRIC];

/** The key material that an issuer signs with. */
export interface TestKey {
  readonly kind: string;
  readonly alg: Algorithm;
  readonly kid: string;
  /** The private key, or the secret. */
  readonly signingKey: KeyObject;
  /** The public JWK (for a secret the `oct` JWK), with `kid` and `alg`. */
  readonly jwk: Jwk;
  /** Undefined for a secret. */
  readonly publicKey: KeyObject | undefined;
}

interface Pair {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** The owner of a key. Each owner has its own material of every kind, under the same key ID. */
export type Owner = 'issuer' | 'attacker';

const cache = new Map<string, TestKey>();
const pairs = new Map<string, Pair>();

/** The key of one kind that an owner holds. Repeated calls return the same key. */
export function keyOf(kind: KeyKind, owner: Owner = 'issuer'): TestKey {
  return remembered(cache, `${kind} of ${owner}`, () => {
    const alg = kind === 'EdDSA on Ed448' ? 'EdDSA' : kind;
    if (HMAC.includes(alg)) return secretTestKey(alg, randomBytes(64));
    const type = pairType(kind);
    return testKey(
      alg,
      remembered(pairs, `${type} of ${owner}`, () => generatePair(type)),
      kind,
    );
  });
}

/** A test key of a given pair: a weak one, or one on a curve that is not supported. */
export function testKey(alg: Algorithm, pair: Pair, kind: string = alg): TestKey {
  const kid = 'key-1';
  return {
    kind,
    alg,
    kid,
    signingKey: pair.privateKey,
    publicKey: pair.publicKey,
    jwk: { ...pair.publicKey.export({ format: 'jwk' }), kid, alg },
  };
}

export function secretTestKey(alg: Algorithm, secret: Buffer): TestKey {
  const kid = 'key-1';
  const jwk = { kty: 'oct', k: secret.toString('base64url'), kid, alg };
  return {
    kind: alg,
    alg,
    kid,
    signingKey: createSecretKey(secret),
    publicKey: undefined,
    jwk,
  };
}

/** The same key under another key ID. */
export function withKid(key: TestKey, kid: string): TestKey {
  return { ...key, kid, jwk: { ...key.jwk, kid } };
}

/** The signatures of each RSA key: most attacks have the same good twin, and signing is slow. */
const signed = new WeakMap<KeyObject, Map<string, Buffer>>();
const MOST_SIGNED = 1000;

/** Signs bytes as RFC 7518 §3 and RFC 8037 §3.1 say. */
export function signBytes(key: KeyObject, alg: Algorithm, input: string | Buffer): Buffer {
  const bytes = Buffer.from(input as string, 'latin1');
  if (!RSA.includes(alg)) return signAnew(key, alg, bytes);
  const before = signed.get(key) ?? new Map<string, Buffer>();
  signed.set(key, before);
  const name = `${alg} ${bytes.toString('latin1')}`;
  const signature = before.get(name) ?? signAnew(key, alg, bytes);
  if (before.size < MOST_SIGNED) before.set(name, signature);
  return Buffer.from(signature); // some callers change it
}

function signAnew(key: KeyObject, alg: Algorithm, bytes: Buffer): Buffer {
  const bits = alg.slice(2);
  switch (alg.slice(0, 2)) {
    case 'HS':
      return createHmac(`sha${bits}`, key).update(bytes).digest();
    case 'RS':
      return sign(`sha${bits}`, bytes, { key, padding: constants.RSA_PKCS1_PADDING });
    case 'PS':
      return sign(`sha${bits}`, bytes, {
        key,
        padding: constants.RSA_PKCS1_PSS_PADDING,
        saltLength: Number(bits) / 8,
      });
    case 'ES':
      return sign(`sha${bits}`, bytes, { key, dsaEncoding: 'ieee-p1363' });
    default:
      return sign(null, bytes, key);
  }
}

/** The other algorithms that could sign with a key of the same material. */
export function otherAlgorithmsOf(kind: KeyKind): readonly Algorithm[] {
  const families: Readonly<Record<string, readonly Algorithm[]>> = {
    EdDSA: ['Ed25519'],
    Ed25519: ['EdDSA'],
    'EdDSA on Ed448': ['Ed448'],
    Ed448: ['EdDSA'],
  };
  const family = families[kind] ?? [HMAC, RSA].find((names) => names.includes(kind as Algorithm));
  return (family ?? []).filter((alg) => alg !== kind);
}

function pairType(kind: KeyKind): string {
  if (RSA.includes(kind as Algorithm)) return 'rsa';
  if (ML_DSA.includes(kind)) return kind.toLowerCase();
  const curves: Readonly<Record<string, string>> = {
    ES256: 'P-256',
    ES384: 'P-384',
    ES512: 'P-521',
    EdDSA: 'ed25519',
    Ed25519: 'ed25519',
  };
  return curves[kind] ?? 'ed448';
}

function generatePair(type: string): Pair {
  switch (type) {
    case 'rsa':
      return generateKeyPairSync('rsa', { modulusLength: 2048 });
    case 'ed25519':
      return generateKeyPairSync('ed25519');
    case 'ed448':
      return generateKeyPairSync('ed448');
    default:
      return type.startsWith('ml-dsa')
        ? generateByName(type)
        : generateKeyPairSync('ec', { namedCurve: type });
  }
}

/** A type that the compiler's declarations of Node do not have yet. */
function generateByName(type: string): Pair {
  return (generateKeyPairSync as (name: string) => Pair)(type);
}

function canGenerate(type: string): boolean {
  try {
    return generateByName(type).publicKey.type === 'public';
  } catch {
    return false;
  }
}

function remembered<T>(map: Map<string, T>, name: string, make: () => T): T {
  const found = map.get(name) ?? make();
  map.set(name, found);
  return found;
}

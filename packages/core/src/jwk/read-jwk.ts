/** Reads one JWK (RFC 7517, RFC 7518 §6, RFC 8037) strictly, before the platform sees it. */
import { createPublicKey, createSecretKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { decodeBase64url } from '../encoding/base64url.js';
import { KeyRefusedError } from '../errors.js';
import { hasMlDsa, ML_DSA_NODE } from '../jws/platform.js';
import type { Jwk } from './jwk.js';

/** Key material as the platform holds it, with what a JWK said about itself. */
export interface ReadKey {
  readonly key: KeyObject;
  /** The `alg` of the JWK, unchecked. */
  readonly stated?: unknown;
  readonly kid?: string | undefined;
}

/** The public members of each key type, all of them required. */
const PUBLIC_MEMBERS: ReadonlyMap<unknown, readonly string[]> = new Map<unknown, readonly string[]>(
  [
    ['RSA', ['n', 'e']],
    ['EC', ['crv', 'x', 'y']],
    ['OKP', ['crv', 'x']],
    ['oct', ['k']],
    ['AKP', ['pub']],
  ],
);
/** Bytes of a coordinate on each curve (RFC 7518 §6.2.1.2): leading zeros are kept. */
const COORDINATE_BYTES: ReadonlyMap<unknown, number> = new Map<unknown, number>([
  ['P-256', 32],
  ['P-384', 48],
  ['P-521', 66],
  ['Ed25519', 32],
  ['Ed448', 57],
]);
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'priv'];

/**
 * @throws KeyRefusedError when it is not a well-formed public or `oct` JWK that is meant for verifying
 */
export function readJwk(jwk: Jwk): ReadKey {
  const members = PUBLIC_MEMBERS.get(jwk.kty);
  if (!members) throw new KeyRefusedError('the kty of a JWK is not RSA, EC, OKP, AKP or oct');
  if (jwk.kty === 'AKP' && !hasMlDsa())
    throw new KeyRefusedError(`ML-DSA keys need ${ML_DSA_NODE}`);
  assertMeantForVerifying(jwk);
  if (PRIVATE_MEMBERS.some((name) => Object.hasOwn(jwk, name))) {
    throw new KeyRefusedError(
      'a private JWK where a public one is due; a verifier must not hold one',
    );
  }
  const picked = pickMembers(jwk, members);
  const kid = readKid(jwk.kid);
  if (jwk.kty === 'oct') {
    const secret = Buffer.from(picked['k'] ?? '', 'base64url');
    if (secret.length === 0) throw new KeyRefusedError('an empty secret');
    return { key: createSecretKey(secret), stated: jwk.alg, kid };
  }
  try {
    const key = createPublicKey({
      key: { ...picked, ...akpAlgorithm(jwk), kty: String(jwk.kty) },
      format: 'jwk',
    });
    return { key, stated: jwk.alg, kid };
  } catch (cause) {
    throw new KeyRefusedError(`the ${String(jwk.kty)} JWK is not a valid public key`, cause);
  }
}

/** An AKP key is nothing without its `alg`, which says what its bytes are. */
function akpAlgorithm({ kty, alg }: Jwk): { readonly alg?: string } {
  return kty === 'AKP' && typeof alg === 'string' ? { alg } : {};
}

/** `use` and `key_ops`, where present, must allow verifying (RFC 7517 §4.2, §4.3). */
function assertMeantForVerifying({ use, key_ops: operations }: Jwk): void {
  if (use !== undefined && use !== 'sig') throw new KeyRefusedError('the use of a JWK is not sig');
  if (operations === undefined) return;
  if (
    !Array.isArray(operations) ||
    !operations.includes('verify') ||
    new Set(operations).size !== operations.length
  ) {
    throw new KeyRefusedError('the key_ops of a JWK do not include verify, or repeat themselves');
  }
}

function pickMembers(jwk: Jwk, names: readonly string[]): JsonWebKey & Record<string, string> {
  const picked: Record<string, string> = {};
  for (const name of names) {
    const value = Object.hasOwn(jwk, name) ? jwk[name] : undefined;
    if (typeof value !== 'string' || value === '' || (name !== 'crv' && !decodeBase64url(value))) {
      throw new KeyRefusedError(`${name} of a JWK is not canonical base64url text`);
    }
    picked[name] = value;
  }
  assertCoordinates(picked);
  return picked;
}

function assertCoordinates(picked: Record<string, string>): void {
  if (picked['crv'] === undefined) return;
  const bytes = COORDINATE_BYTES.get(picked['crv']);
  if (bytes === undefined) throw new KeyRefusedError('no algorithm is for the crv of a JWK');
  for (const name of ['x', 'y'] as const) {
    const value = picked[name];
    if (value !== undefined && Buffer.from(value, 'base64url').length !== bytes) {
      throw new KeyRefusedError(`${name} of a JWK is not ${bytes} bytes, as its curve has them`);
    }
  }
}

function readKid(kid: unknown): string | undefined {
  if (kid === undefined || typeof kid === 'string') return kid;
  throw new KeyRefusedError('the kid of a JWK is not a string');
}

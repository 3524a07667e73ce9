/** Reads one JWK (RFC 7517, RFC 7518 §6, RFC 8037, RFC 9964) strictly, before the platform sees it. */
import { createPublicKey, createSecretKey, type KeyObject } from 'node:crypto';
import { decodeBase64url } from '../encoding/base64url.js';
import { InvalidKeyError } from '../errors.js';
import { hasMlDsa, ML_DSA_NODE } from '../jws/platform.js';
import type { Jwk } from './jwk.js';

/** Key material as the platform holds it, with what a JWK said about itself. */
export interface ReadKey {
  readonly key: KeyObject;
  /** The `alg` of the JWK, unchecked. */
  readonly stated?: unknown;
  readonly kid?: string | undefined;
}

/** The members of each type of public key, all of them required. An AKP key is nothing without its `alg`. */
const PUBLIC_MEMBERS: ReadonlyMap<unknown, readonly string[]> = new Map<unknown, readonly string[]>(
  [
    ['RSA', ['n', 'e']],
    ['EC', ['crv', 'x', 'y']],
    ['OKP', ['crv', 'x']],
    ['AKP', ['alg', 'pub']],
  ],
);
/** Members that are names; the others are base64url text. */
const NAMES: readonly string[] = ['crv', 'alg'];
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
 * @param mlDsa whether the platform reads ML-DSA keys
 * @throws InvalidKeyError when it is not a well-formed public or `oct` JWK that is meant for verifying
 */
export function readJwk(jwk: Jwk, mlDsa: boolean = hasMlDsa()): ReadKey {
  if (jwk.kty === 'AKP' && !mlDsa) throw new InvalidKeyError(`ML-DSA keys need ${ML_DSA_NODE}`);
  assertMeantForVerifying(jwk);
  if (PRIVATE_MEMBERS.some((name) => isStated(jwk[name]))) {
    throw new InvalidKeyError(
      'received a private JWK, expected a public JWK: a verifier must not have a private key',
    );
  }
  const kid = readKid(jwk.kid);
  const key = jwk.kty === 'oct' ? readSecret(jwk) : readPublicKey(jwk);
  return { key, stated: jwk.alg ?? undefined, kid };
}

/** Some serializers write every member that they know, and null for those that a key does not have. */
function isStated(member: unknown): boolean {
  return member !== undefined && member !== null;
}

const OPERATIONS: readonly unknown[] = ['sign', 'verify'];

/** `use` and `key_ops`, where present, must be for signatures and nothing else (RFC 7517 §4.2, §4.3). */
function assertMeantForVerifying({ use, key_ops: operations }: Jwk): void {
  if (isStated(use) && use !== '' && use !== 'sig') {
    throw new InvalidKeyError('the use of a JWK is not sig');
  }
  if (!isStated(operations)) return;
  if (
    !Array.isArray(operations) ||
    !operations.includes('verify') ||
    !operations.every((operation) => OPERATIONS.includes(operation)) ||
    new Set(operations).size !== operations.length
  ) {
    throw new InvalidKeyError(
      'the key_ops of a JWK do not include verify, are for more than signatures, or repeat themselves',
    );
  }
}

function readSecret(jwk: Jwk): KeyObject {
  return createSecretKey(readMember(jwk, 'k'), 'base64url');
}

function readPublicKey(jwk: Jwk): KeyObject {
  const names = PUBLIC_MEMBERS.get(jwk.kty);
  if (!names) throw new InvalidKeyError('the kty of a JWK is not RSA, EC, OKP, AKP or oct');
  const members = Object.fromEntries(names.map((name) => [name, readMember(jwk, name)]));
  assertCoordinates(members);
  const kty = String(jwk.kty);
  try {
    return createPublicKey({ key: { ...members, kty }, format: 'jwk' });
  } catch (cause) {
    throw new InvalidKeyError(`the ${kty} JWK is not a valid public key`, cause);
  }
}

function readMember(jwk: Jwk, name: string): string {
  const value = Object.hasOwn(jwk, name) ? jwk[name] : undefined;
  if (
    typeof value !== 'string' ||
    value === '' ||
    (!NAMES.includes(name) && !decodeBase64url(value))
  ) {
    throw new InvalidKeyError(`${name} of a JWK is missing, or not canonical base64url text`);
  }
  return value;
}

function assertCoordinates(members: Readonly<Record<string, string>>): void {
  if (members['crv'] === undefined) return;
  const bytes = COORDINATE_BYTES.get(members['crv']);
  if (bytes === undefined) throw new InvalidKeyError('no algorithm is for the crv of a JWK');
  for (const name of ['x', 'y'] as const) {
    const value = members[name];
    if (value !== undefined && Buffer.from(value, 'base64url').length !== bytes) {
      throw new InvalidKeyError(`${name} of a JWK is not ${bytes} bytes, as its curve has them`);
    }
  }
}

function readKid(kid: unknown): string | undefined {
  if (!isStated(kid)) return undefined;
  if (typeof kid === 'string') return kid;
  throw new InvalidKeyError('the kid of a JWK is not a string');
}

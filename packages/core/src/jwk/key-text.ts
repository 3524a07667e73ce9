/** Tells by all of a text what key material it holds, and reads the one public key of a text. */
import { createPublicKey, X509Certificate, type KeyObject } from 'node:crypto';
import { KeyRefusedError } from '../errors.js';
import { isDerKey } from './der-key.js';
import { isPem, readPem, visibleText, type PemBlock } from './pem.js';

/** Private keys in the forms that programs write. `openssl ec -pubout -text` prints one around a public block. */
const PRIVATE: readonly RegExp[] = [
  /--[^\w-]*BEGIN[^-]*PRIVATE/i, // PEM, OpenSSH, PGP
  /\bPrivate-Key:|^[^\w\n]*priv(ateExponent)?:/im, // what OpenSSL prints for people
  /\bPuTTY-User-Key-File-/,
];

/** Public keys, certificates and JWKs, which an attacker has too. */
const PUBLIC: readonly RegExp[] = [
  /\b(ssh|ecdsa-sha2)-[\w@.-]+[^\w@.-]+AAAA/, // OpenSSH
  /"kty"[^\w":]*:/, // JWK and JWK Set
];

/** Whether a text holds a private key anywhere, whatever stands before it. */
export function holdsPrivateKey(text: string): boolean {
  const visible = visibleText(text);
  return PRIVATE.some((pattern) => pattern.test(visible));
}

/**
 * What key material bytes are that ought to be a secret: text with a key, a certificate or a JWK in it, or DER; also
 * in base64 and behind invisible characters.
 *
 * @returns undefined where nothing of the kind is found
 */
export function keyMaterialIn(bytes: Buffer): 'private' | 'public' | undefined {
  const decoded = Buffer.from(visibleText(bytes.toString('utf8')), 'base64');
  const texts = [bytes.toString('latin1'), bytes.toString('utf8'), decoded.toString('latin1')];
  if (texts.some(holdsPrivateKey)) return 'private';
  const isPublic = isDerKey(bytes) || isDerKey(decoded) || texts.some(holdsPublicKey);
  return isPublic ? 'public' : undefined;
}

function holdsPublicKey(text: string): boolean {
  const visible = visibleText(text);
  return isPem(text) || PUBLIC.some((pattern) => pattern.test(visible));
}

/** The labels of what a verifier reads (RFC 7468 §5, §13, and PKCS #1). */
const KEYS: readonly string[] = ['PUBLIC KEY', 'RSA PUBLIC KEY'];
const CERTIFICATES: readonly string[] = ['CERTIFICATE', 'X509 CERTIFICATE'];

/**
 * The one public key of a PEM text: a public key, a certificate, or a certificate with its chain. The same key twice
 * is one key. The platform is only ever given a block that is labelled as public, so it can't derive one from a private
 * key.
 *
 * @throws KeyRefusedError for a text that is no PEM or is damaged, has a private key anywhere, has a block of another
 *   kind, or has several public keys
 */
export function readPublicKeyText(text: string): KeyObject {
  if (holdsPrivateKey(text)) {
    throw new KeyRefusedError(
      'a private key where a public key is due; a verifier must not hold one',
    );
  }
  if (!isPem(text)) throw new KeyRefusedError(whyNotPem(text));
  // Parameters of a curve or group are no key, and nothing is to be kept from anyone about them.
  const blocks = readPem(text).filter(({ label }) => !label.endsWith(' PARAMETERS'));
  const [key, ...others] = distinct([...keysOf(blocks), ...certifiedKeysOf(blocks)]);
  if (key !== undefined && others.length === 0) return key;
  throw new KeyRefusedError(
    blocks.length === 0
      ? 'PEM text without a public key or certificate'
      : 'PEM text with several public keys; give one of them, or all of them as jwks, each with a kid',
  );
}

function keysOf(blocks: readonly PemBlock[]): readonly KeyObject[] {
  const other = blocks.find(({ label }) => ![...KEYS, ...CERTIFICATES].includes(label));
  if (other) throw notPublic(other);
  return blocks.filter(isOneOf(KEYS)).map((block) => read(block, createPublicKey));
}

/** The keys of those certificates that no other one in the text was issued by: of a chain, that of its first link. */
function certifiedKeysOf(blocks: readonly PemBlock[]): readonly KeyObject[] {
  const certificates = blocks
    .filter(isOneOf(CERTIFICATES))
    .map((block) => read(block, (pem) => ({ certificate: new X509Certificate(pem), block })));
  return certificates
    .filter(({ certificate: issuer }) =>
      certificates.every(
        ({ certificate }) => certificate.raw.equals(issuer.raw) || !certificate.checkIssued(issuer),
      ),
    )
    .map(({ certificate, block }) => read(block, () => certificate.publicKey));
}

const isOneOf = (labels: readonly string[]) => (block: PemBlock) => labels.includes(block.label);

function read<T>(block: PemBlock, reader: (pem: string) => T): T {
  try {
    return reader(block.pem);
  } catch (cause) {
    throw notPublic(block, cause);
  }
}

function notPublic({ label }: PemBlock, cause?: unknown): KeyRefusedError {
  return new KeyRefusedError(
    `the PEM text (${label.slice(0, 40)}) is not a public key or certificate`,
    cause,
  );
}

function distinct(keys: readonly KeyObject[]): readonly KeyObject[] {
  return keys.filter((key, i) => keys.findIndex((other) => other.equals(key)) === i);
}

/** What was given instead of PEM, where that can be told, and what to do about it. */
function whyNotPem(text: string): string {
  const visible = visibleText(text);
  const decoded = Buffer.from(visible, 'base64');
  if (holdsPrivateKey(decoded.toString('latin1'))) return 'the base64 of a private key';
  if (isPem(decoded.toString('latin1'))) {
    return "the base64 of PEM text; decode it first, with Buffer.from(text, 'base64').toString()";
  }
  if (isDerKey(decoded)) return 'base64 without the PEM boundaries around it; add them';
  const [isSsh, isJwk] = PUBLIC.map((pattern) => pattern.test(visible));
  if (isSsh) return 'an OpenSSH key; ssh-keygen -e -m pkcs8 -f <file> prints it as PEM';
  return isJwk ? 'the text of a JWK; parse it with JSON.parse first' : 'the text is not PEM';
}

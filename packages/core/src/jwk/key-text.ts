/** Reads the one public key of a text. */
import { createPublicKey, X509Certificate, type KeyObject } from 'node:crypto';
import { InvalidKeyError } from '../errors.js';
import { holdsPrivateKey, whyNotPem } from './key-material.js';
import { isPem, readPem, type PemBlock } from './pem.js';

/** The labels of what a verifier reads (RFC 7468 §5, §13, and PKCS #1). */
const KEYS: readonly string[] = ['PUBLIC KEY', 'RSA PUBLIC KEY'];
const CERTIFICATES: readonly string[] = ['CERTIFICATE', 'X509 CERTIFICATE'];

/**
 * The one public key of a PEM text: a public key, a certificate, or a certificate with its chain. The same key twice
 * is one key. The platform is only ever given a block that is labelled as public, so it can't derive one from a private
 * key.
 *
 * @throws InvalidKeyError for a text that is not PEM or is damaged, that contains a private key, a block of another kind,
 *   or several public keys
 */
export function readPublicKeyText(text: string): KeyObject {
  if (holdsPrivateKey(text)) {
    throw new InvalidKeyError(
      'received a private key, expected a public key: a verifier must not have a private key',
    );
  }
  if (!isPem(text)) throw new InvalidKeyError(whyNotPem(text));
  // Parameters of a curve or group are public, and are not keys.
  const blocks = readPem(text).filter(({ label }) => !label.endsWith(' PARAMETERS'));
  const [key, ...others] = distinct([...keysOf(blocks), ...certifiedKeysOf(blocks)]);
  if (key !== undefined && others.length === 0) return key;
  throw new InvalidKeyError(
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
    .map((block): Certified => read(block, certified));
  return certificates
    .filter((issuer) => certificates.every((other) => !hasIssued(issuer, other)))
    .map(({ key }) => key);
}

/** A certificate and its key. */
interface Certified {
  readonly certificate: X509Certificate;
  readonly key: KeyObject;
}

function certified(pem: string): Certified {
  const certificate = new X509Certificate(pem);
  return { certificate, key: certificate.publicKey };
}

/** Not where both are of one key: a certificate that signs itself looks as if the one before its renewal had. */
function hasIssued(issuer: Certified, other: Certified): boolean {
  return !other.key.equals(issuer.key) && other.certificate.checkIssued(issuer.certificate);
}

const isOneOf = (labels: readonly string[]) => (block: PemBlock) => labels.includes(block.label);

function read<T>(block: PemBlock, reader: (pem: string) => T): T {
  try {
    return reader(block.pem);
  } catch (cause) {
    throw notPublic(block, cause);
  }
}

function notPublic({ label }: PemBlock, cause?: unknown): InvalidKeyError {
  return new InvalidKeyError(
    `the PEM text (${label.slice(0, 40)}) is not a public key or certificate`,
    cause,
  );
}

function distinct(keys: readonly KeyObject[]): readonly KeyObject[] {
  return keys.filter((key, i) => keys.findIndex((other) => other.equals(key)) === i);
}

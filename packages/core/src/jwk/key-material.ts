/** Tells by all of some text or bytes what key material they hold, in whatever form a program wrote it. */
import { isDerKey } from './der-key.js';
import { isPem, visibleText } from './pem.js';

/** Private keys in the forms that programs write. `openssl ec -pubout -text` prints one around a public block. */
const PRIVATE: readonly RegExp[] = [
  /--[^\w-]*BEGIN[^-]*PRIVATE/i, // PEM, OpenSSH, PGP
  /\bPrivate-Key:|^[^\w\n]*priv(ateExponent)?:/im, // what OpenSSL prints for people
  /\bPuTTY-User-Key-File-/,
  /"(?:d|priv)\\*"[^\w":]*:\W*[\w-]{16}/, // JWK
  /<(?:D|InverseQ)>/, // XML of .NET
];

const SSH = /\b(ssh|ecdsa-sha2)-[\w@.-]+[^\w@.-]+AAAA/;
/** Of a JWK or a JWK Set; also with its quotes escaped, or as a literal of JavaScript or YAML. */
const JWK = /"kty"[^\w":]*:|kty[^a-z]{1,20}(RSA|EC|OKP|AKP)/;

/** Public keys, certificates and JWKs, which an attacker has too. */
const PUBLIC: readonly RegExp[] = [
  SSH,
  JWK,
  /<(RSA|DSA|EC|ECDSA)KeyValue\b|<Modulus>/, // XML of .NET and of signatures
  /\bPublic-Key:|^[^\w\n]*Modulus *[=:(]/im, // what OpenSSL prints for people
];

/** The blob of an SSH key, which is the middle word of its line: the length of its type, and the type (RFC 4253 §6.6). */
const SSH_BLOB = /^\0{3}[^\0](ssh|ecdsa-sha2|sk-(ssh|ecdsa-sha2))-/;

/** Returns whether a text contains a private key anywhere. */
export function holdsPrivateKey(text: string): boolean {
  const visible = visibleText(text);
  return PRIVATE.some((pattern) => pattern.test(visible));
}

/**
 * What key material bytes are that ought to be a secret: text with a key, a certificate or a JWK in it, or DER; also
 * in base64, once or twice, in hexadecimal digits, and behind invisible characters.
 *
 * @returns undefined where nothing of the kind is found
 */
export function keyMaterialIn(bytes: Buffer): 'private' | 'public' | undefined {
  const readings = readingsOf(bytes);
  const texts = [bytes.toString('utf8'), ...readings.map((reading) => reading.toString('latin1'))];
  if (texts.some(holdsPrivateKey)) return 'private';
  return readings.some(isDerKey) || texts.some(holdsPublicKey) ? 'public' : undefined;
}

/** The bytes, and what they are the text of. */
function readingsOf(bytes: Buffer): readonly Buffer[] {
  const text = visibleText(bytes.toString('utf8'));
  const decoded = Buffer.from(text, 'base64');
  const twice = Buffer.from(decoded.toString('latin1'), 'base64');
  return [bytes, decoded, twice, fromHex(text)];
}

/** Empty where it is something else. Programs put colons, spaces or line breaks between the bytes. */
function fromHex(text: string): Buffer {
  const digits = text.replace(/^0x|[ \t\r\n:]/g, '');
  return Buffer.from(/^[0-9a-f]*$/i.test(digits) ? digits : '', 'hex');
}

function holdsPublicKey(text: string): boolean {
  const visible = visibleText(text);
  return isPem(text) || SSH_BLOB.test(text) || PUBLIC.some((pattern) => pattern.test(visible));
}

/** What was given instead of PEM, where that can be told, and what to do about it. */
export function whyNotPem(text: string): string {
  const visible = visibleText(text);
  const decoded = Buffer.from(visible, 'base64');
  if (holdsPrivateKey(decoded.toString('latin1'))) return 'the base64 of a private key';
  if (isPem(decoded.toString('latin1'))) {
    return "the base64 of PEM text; decode it first, with Buffer.from(text, 'base64').toString()";
  }
  if (isDerKey(Buffer.from(text, 'latin1'))) {
    return 'DER, which is binary, not PEM; openssl pkey -pubin -inform der, or openssl x509 -inform der, prints it as PEM';
  }
  if (isDerKey(decoded)) return 'base64 without the PEM boundaries around it; add them';
  if (SSH.test(visible)) {
    return 'an OpenSSH key; ssh-keygen -e -m pkcs8 -f <file> prints it as PEM';
  }
  return JWK.test(visible)
    ? 'the text of a JWK; parse it with JSON.parse first'
    : 'the text is not PEM';
}

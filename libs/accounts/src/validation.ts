import { AccountError } from './errors.js';

/** Minimum length of a new password, in UTF-16 code units (NIST SP 800-63B §3.1.1). */
export const PASSWORD_MIN_CHARACTERS = 8;

/** Maximum length of a password, in bytes of UTF-8. */
export const PASSWORD_MAX_BYTES = 1024;

const EMAIL_MAX_CHARACTERS = 254;
/** One `@`, no white space and no control characters. At most 254 characters (RFC 5321 §4.5.3.1.3). */
const EMAIL = /^[^\s@\p{Cc}]{1,64}@[^\s@\p{Cc}]{1,252}$/u;
const NAME = /^[^\p{Cc}]{1,200}$/u;
const ROLE = /^[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}$/;
const ISSUER = /^[\x21-\x7e]{1,1024}$/;
/** OpenID Connect Core §2: a subject is at most 255 ASCII characters. */
const SUBJECT = /^[\x20-\x7e]{1,255}$/;

/**
 * Returns the e-mail as it is stored and looked up, or undefined when it is invalid. Lower-cases A to Z only:
 * `toLowerCase` turns an address with U+212A into `kate@…`, which belongs to somebody else. Addresses with capitals of
 * other alphabets are rejected, since the database compares lower-case addresses.
 */
export function normalizeEmail(email: string): string | undefined {
  if (email.length > 2 * EMAIL_MAX_CHARACTERS) return undefined;
  const lowered = email
    .replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '')
    .replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
  const isLower = lowered === lowered.toLowerCase();
  const isEmail = lowered.length <= EMAIL_MAX_CHARACTERS && EMAIL.test(lowered);
  return isLower && isEmail ? lowered : undefined;
}

/**
 * Returns the password in NFKC, so that the same key strokes give the same bytes on every system; undefined when it is
 * too long.
 */
export function normalizePassword(password: string): string | undefined {
  // Check the length first: normalizing costs time and memory in proportion to the input.
  if (Buffer.byteLength(password) > PASSWORD_MAX_BYTES) return undefined;
  const normal = password.normalize('NFKC');
  return Buffer.byteLength(normal) <= PASSWORD_MAX_BYTES ? normal : undefined;
}

/** @throws {AccountError} `ERR_ACCOUNT_INVALID` */
export function requireEmail(email: string): string {
  const normal = normalizeEmail(email);
  if (normal === undefined) {
    throw invalid('email', 'must be an e-mail address of at most 254 characters');
  }
  return normal;
}

/** @throws {AccountError} `ERR_ACCOUNT_INVALID` */
export function requirePassword(password: string): string {
  const normal = normalizePassword(password);
  if (normal === undefined || normal.length < PASSWORD_MIN_CHARACTERS) {
    throw invalid(
      'password',
      `must have at least ${PASSWORD_MIN_CHARACTERS} characters and at most ${PASSWORD_MAX_BYTES} bytes`,
    );
  }
  return normal;
}

/** @throws {AccountError} `ERR_ACCOUNT_INVALID` */
export function requireName(name: string): string {
  const trimmed = name.trim();
  if (!NAME.test(trimmed)) throw invalid('name', 'must be 1 to 200 characters on one line');
  return trimmed;
}

/** @throws {AccountError} `ERR_ACCOUNT_INVALID` */
export function requireRole(role: string): string {
  if (!ROLE.test(role)) {
    throw invalid(
      'role',
      'must be 1 to 64 letters, digits or _ . : - and start with a letter or digit',
    );
  }
  return role;
}

/** @throws {AccountError} `ERR_ACCOUNT_INVALID` */
export function requireProvider(issuer: string, subject: string): void {
  if (!ISSUER.test(issuer)) throw invalid('issuer', 'must be a URL of at most 1024 characters');
  if (!SUBJECT.test(subject)) throw invalid('subject', 'must be 1 to 255 ASCII characters');
}

function invalid(field: NonNullable<AccountError['field']>, rule: string): AccountError {
  return new AccountError('ERR_ACCOUNT_INVALID', `${field} ${rule}`, field);
}

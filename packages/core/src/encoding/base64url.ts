/**
 * Strict base64url (RFC 4648 §5 without padding, as RFC 7515 §2 asks). Node's decoder skips what it does not
 * know and takes `+`, `/` and `=`, so one signature would have many spellings; here each has one.
 */

const ALPHABET_ONLY = /^[A-Za-z0-9_-]*$/;
/** Last characters whose unused low bits are zero, for a tail of two and of three characters. */
const TAIL_OF_TWO = 'AQgw';
const TAIL_OF_THREE = 'AEIMQUYcgkosw048';

/** Whether text is base64url in its one canonical spelling. */
export function isBase64url(text: string): boolean {
  return ALPHABET_ONLY.test(text) && hasCanonicalTail(text);
}

/**
 * Whether the length is possible and the bits past the last whole byte are zero. The alphabet is the
 * caller's to check.
 */
export function hasCanonicalTail(text: string): boolean {
  const tail = text.length & 3;
  if (tail === 0) return true;
  if (tail === 1) return false;
  const last = text.charAt(text.length - 1);
  return (tail === 2 ? TAIL_OF_TWO : TAIL_OF_THREE).includes(last);
}

/** Decodes base64url text that was found canonical before. */
export function decodeBase64url(text: string): Buffer {
  return Buffer.from(text, 'base64url');
}

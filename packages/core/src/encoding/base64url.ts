/**
 * Strict base64url (RFC 4648 §5 without padding, as RFC 7515 §2 asks). Node's decoder skips what it does not
 * know and takes `+`, `/`, `=` and stray bits, so one signature would have many spellings; here each has one.
 */
import { isUtf8 } from 'node:buffer';

/**
 * Decodes base64url text.
 *
 * @returns undefined unless the text is the one canonical spelling of its bytes: what encoding them gives
 */
export function decodeBase64url(text: string): Buffer | undefined {
  return isScreened(text) ? decodeScreened(text) : undefined;
}

/** As {@link decodeBase64url}, of text that {@link isScreened}, by itself or within a longer one. */
export function decodeScreened(text: string): Buffer | undefined {
  if (!endsCanonically(text)) return undefined;
  const bytes = Buffer.from(text, 'base64url');
  return bytes.length === decodedLength(text) ? bytes : undefined;
}

/** Room for decoding text, taken again each time: new bytes for each token would cost more than decoding them. */
const room = Buffer.allocUnsafeSlow(8192);
const REPLACEMENT = '\u{fffd}';

/**
 * Decodes base64url text to the text whose UTF-8 it is.
 *
 * @returns undefined unless the spelling is canonical and the bytes are UTF-8
 */
export function decodeBase64urlText(text: string): string | undefined {
  return isScreened(text) ? decodeScreenedText(text) : undefined;
}

/** As {@link decodeBase64urlText}, of text that {@link isScreened}, by itself or within a longer one. */
export function decodeScreenedText(text: string): string | undefined {
  if (!endsCanonically(text)) return undefined;
  const bytes = text.length <= room.length ? room : Buffer.allocUnsafe(text.length);
  const length = bytes.write(text, 'base64url');
  if (length !== decodedLength(text)) return undefined;
  const decoded = bytes.toString('utf8', 0, length);
  // The platform writes this character for bytes that are not UTF-8. The text may also contain it itself.
  if (decoded.includes(REPLACEMENT) && !isUtf8(bytes.subarray(0, length))) return undefined;
  return decoded;
}

/**
 * Whether text is ASCII and has nothing of the other alphabet. Every other character that the decoder skips is missing
 * from the length that it decodes, which costs less than looking at each. Beyond ASCII it may take one for what its
 * low byte stands for.
 */
export function isScreened(text: string): boolean {
  return Buffer.byteLength(text) === text.length && !text.includes('+') && !text.includes('/');
}

/** Characters with no bits beyond the last byte, for text that ends in a group of 2 or of 3. */
const LAST_OF_GROUP = ['', '', 'AQgw', 'AEIMQUYcgkosw048'] as const;

function endsCanonically(text: string): boolean {
  const rest = (text.length % 4) as 0 | 1 | 2 | 3;
  return rest === 0 || LAST_OF_GROUP[rest].includes(text.charAt(text.length - 1));
}

function decodedLength(text: string): number {
  return Math.floor((text.length * 3) / 4);
}

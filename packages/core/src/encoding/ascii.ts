/**
 * Text of a protocol, read by the rules of the protocol: two characters are white space, 52 are letters, ten are digits.
 * The functions of JavaScript follow Unicode instead. `trim` removes the byte A0, with which another host can begin the
 * name of a cookie; `toLowerCase` makes a k of U+212A; `Number` reads `0x10`, `1e3` and the empty text.
 */

const TAB = 0x09;
const SPACE = 0x20;

/** Removes SP and HTAB, and nothing else, from both ends (OWS, RFC 9110 §5.6.3). In linear time. */
export function trimOws(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isOws(text.charCodeAt(start))) start++;
  while (end > start && isOws(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

function isOws(code: number): boolean {
  return code === SPACE || code === TAB;
}

const BEYOND_ASCII = /[\u0080-\uffff]/;

/** Lowercases the letters A to Z; every other character stays as it is. */
export function asciiLowercase(text: string): string {
  // Within ASCII the platform's function does the same, several times as fast.
  if (!BEYOND_ASCII.test(text)) return text.toLowerCase();
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** Compares two texts without the case of the letters A to Z, such as names of headers (RFC 9110 §5.1). */
export function equalsIgnoringCase(one: string, other: string): boolean {
  return one.length === other.length && asciiLowercase(one) === asciiLowercase(other);
}

/**
 * Splits a header's list at the commas that are not in a quoted string (RFC 9110 §5.6.1). Empty elements are dropped.
 */
export function listItems(text: string): string[] {
  const items: string[] = [];
  let start = 0;
  let isQuoted = false;
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (character === '"') isQuoted = !isQuoted;
    else if (character === '\\' && isQuoted) i++;
    else if (character === ',' && !isQuoted) {
      items.push(text.slice(start, i));
      start = i + 1;
    }
  }
  items.push(text.slice(start));
  return items.map(trimOws).filter((item) => item !== '');
}

/**
 * Reads a non-negative decimal number of at most nine digits.
 *
 * @returns undefined for anything else: a sign, a fraction, an exponent, white space, no digit at all
 */
export function readDecimal(text: string): number | undefined {
  return /^[0-9]{1,9}$/.test(text) ? Number(text) : undefined;
}

/**
 * JSON as RFC 8259 §4 wishes it were: no duplicate members (two parsers that read one token differently are
 * two opinions on who is signed in), well-formed Unicode, bounded nesting, one object at the top, and no
 * `__proto__`. The platform's parser does the work; what it lets pass is counted before and after.
 */
import { isUtf8 } from 'node:buffer';

/** A JSON object whose prototype is null, so that no inherited name can pass for a member. */
export type JsonObject = { readonly [member: string]: JsonValue | undefined };
/** Any JSON value. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;

/** Deeper nesting than this is refused before it is parsed. */
export const MAX_NESTING = 32;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

/**
 * Parses the bytes of one JSON object, strictly.
 *
 * @returns the object, without prototypes; `undefined` when it is not acceptable
 */
export function parseJsonObject(bytes: Buffer): JsonObject | undefined {
  return isUtf8(bytes) ? parseJsonText(bytes.toString('utf8')) : undefined;
}

/** As {@link parseJsonObject}, of a file: a byte order mark before it is passed over (RFC 8259 §8.1). */
export function parseJsonFile(bytes: Buffer): JsonObject | undefined {
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return parseJsonObject(hasMark ? bytes.subarray(3) : bytes);
}

/** As {@link parseJsonObject}, of text that is known to have been UTF-8. */
export function parseJsonText(text: string): JsonObject | undefined {
  const written = countMembers(text);
  if (written < 0) return undefined;
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return undefined;
  if (takePrototypes(parsed) !== written) return undefined;
  // Only an escape can smuggle a lone surrogate past the UTF-8 check.
  if (text.includes('\\u') && hasLoneSurrogate(parsed as JsonObject)) return undefined;
  return parsed as JsonObject;
}

/** Members that the text spells out, or -1 when it nests too deep. A colon outside a string is a member. */
function countMembers(text: string): number {
  let members = 0;
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === QUOTE) {
      i = endOfString(text, i + 1);
      if (i < 0) return -1;
    } else if (code === COLON) members++;
    else if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      if (++depth > MAX_NESTING) return -1;
    } else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) depth--;
  }
  return members;
}

/** Where a string ends: at the first quote with an even number of backslashes before it; -1 when it does not. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start); end >= 0; end = text.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(end - 1 - backslashes) === BACKSLASH) backslashes++;
    if (backslashes % 2 === 0) return end;
  }
  return -1;
}

/**
 * Takes the prototype from every object.
 *
 * @returns the members that the parser kept, or NaN (equal to no count) where one is called `__proto__`
 */
function takePrototypes(value: object): number {
  if (Array.isArray(value)) return takeFromItems(value);
  const members = value as Readonly<Record<string, unknown>>;
  Object.setPrototypeOf(value, null);
  let kept = 0;
  for (const name in members) {
    if (name === '__proto__') return Number.NaN;
    kept++;
    const child = members[name];
    if (typeof child === 'object' && child !== null) kept += takePrototypes(child);
  }
  return kept;
}

function takeFromItems(items: readonly unknown[]): number {
  let kept = 0;
  for (const item of items) {
    if (typeof item === 'object' && item !== null) kept += takePrototypes(item);
  }
  return kept;
}

function hasLoneSurrogate(value: JsonValue | undefined): boolean {
  if (typeof value === 'string') return LONE_SURROGATE.test(value);
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(
    ([name, child]) => LONE_SURROGATE.test(name) || hasLoneSurrogate(child),
  );
}

/**
 * Freezes what `parseJsonObject` made, and all that is in it. Done last: the engine finds the members of an object
 * that is frozen and has no prototype several times more slowly.
 *
 * @returns how many objects and arrays there are
 */
export function deepFreeze(value: JsonValue | undefined): number {
  if (typeof value !== 'object' || value === null) return 0;
  let count = 1;
  for (const child of Object.values(value) as readonly JsonValue[]) count += deepFreeze(child);
  Object.freeze(value);
  return count;
}

/** Half of a surrogate pair without the other half: no character, and every encoder makes something else of it. */
const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

/** Mistakes in reading base64url and JSON. */
const base64url = 'packages/core/src/encoding/base64url.ts';
const json = 'packages/core/src/encoding/strict-json.ts';

export const encodingBugs = [
  {
    name: 'base64url is decoded by Node: padding, the base64 alphabet and stray bits are accepted',
    file: base64url,
    find: `if (!endsCanonically(text)) return undefined;
  const bytes = Buffer.from(text, 'base64url');
  return bytes.length === decodedLength(text) ? bytes : undefined;`,
    replace: "return Buffer.from(text, 'base64url');",
  },
  {
    name: 'only the base64url alphabet is checked, not the trailing bits',
    file: base64url,
    find: 'return rest === 0 || LAST_OF_GROUP[rest].includes(text.charAt(text.length - 1));',
    replace: 'return rest !== 1;',
  },
  {
    name: 'padding is removed before base64url is compared',
    file: base64url,
    find: 'return Math.floor((text.length * 3) / 4);',
    replace: "return Math.floor((text.replace(/=+$/, '').length * 3) / 4);",
  },
  {
    name: 'invalid UTF-8 is replaced silently',
    file: base64url,
    find: 'if (decoded.includes(REPLACEMENT) && !isUtf8(bytes.subarray(0, length))) return undefined;',
    replace: '',
  },
  {
    name: 'a valid replacement character (U+FFFD) is rejected',
    file: base64url,
    find: 'if (decoded.includes(REPLACEMENT) && !isUtf8(bytes.subarray(0, length))) return undefined;',
    replace: 'if (decoded.includes(REPLACEMENT)) return undefined;',
  },
  {
    name: 'previous contents of the decoding buffer are read',
    file: base64url,
    find: "bytes.toString('utf8', 0, length)",
    replace: "bytes.toString('utf8').trimEnd()",
  },
  {
    name: 'text that exceeds the buffer is truncated',
    file: base64url,
    find: 'text.length <= room.length ? room : Buffer.allocUnsafe(text.length)',
    replace: 'room',
  },
  {
    name: 'characters that the decoder skips are not noticed',
    file: base64url,
    find: 'if (length !== decodedLength(text)) return undefined;',
    replace: '',
  },
  {
    name: 'a non-ASCII character passes for that of its low byte',
    file: base64url,
    find: 'Buffer.byteLength(text) === text.length &&',
    replace: '',
  },
  {
    name: 'the base64 alphabet is accepted: plus',
    file: base64url,
    find: "!text.includes('+') &&",
    replace: '',
  },
  {
    name: 'the base64 alphabet is accepted: slash',
    file: base64url,
    find: " && !text.includes('/')",
    replace: '',
  },
  {
    name: 'UTF-8 of a key set is not checked',
    file: json,
    find: "return isUtf8(bytes) ? parseJsonText(bytes.toString('utf8')) : undefined;",
    replace: "return parseJsonText(bytes.toString('utf8'));",
  },
  {
    name: 'JSON nesting has no limit',
    file: json,
    find: 'if (++depth > MAX_NESTING) return -1;',
    replace: 'depth++;',
  },
  {
    name: 'the deepest allowed nesting is rejected',
    file: json,
    find: 'if (++depth > MAX_NESTING) return -1;',
    replace: 'if (++depth >= MAX_NESTING) return -1;',
  },
  {
    name: 'many small objects count as deep nesting',
    file: json,
    find: '} else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) depth--;',
    replace: '} else if (code === CLOSE_BRACE) depth--;',
  },
  {
    name: 'the last of duplicate members wins',
    file: json,
    find: 'if (takePrototypes(parsed) !== written) return undefined;',
    replace: 'if (Number.isNaN(takePrototypes(parsed))) return undefined;',
  },
  {
    name: 'an escaped backslash escapes the closing quote',
    file: json,
    find: 'if (backslashes % 2 === 0) return end;',
    replace: 'if (backslashes === 0) return end;',
  },
  {
    name: 'a member may be named __proto__',
    file: json,
    find: "if (name === '__proto__') return Number.NaN;",
    replace: '',
  },
  {
    name: 'lone surrogates are rejected in values but not in names',
    file: json,
    find: 'LONE_SURROGATE.test(name) || hasLoneSurrogate(child)',
    replace: "hasLoneSurrogate(child) && name !== ''",
  },
  {
    name: 'lone surrogates are rejected in names but not in values',
    file: json,
    find: "if (typeof value === 'string') return LONE_SURROGATE.test(value);",
    replace: '',
  },
  {
    name: 'a top-level array passes for an object',
    file: json,
    find: 'parsed === null || Array.isArray(parsed)) return undefined;',
    replace: 'parsed === null) return undefined;',
  },
  {
    name: 'parsed objects keep the prototype of Object',
    file: json,
    find: 'Object.setPrototypeOf(value, null);',
    replace: '',
  },
  {
    name: 'claims are frozen only at the top level',
    file: json,
    find: 'for (const child of Object.values(value) as readonly JsonValue[]) count += deepFreeze(child);',
    replace: '',
  },
];

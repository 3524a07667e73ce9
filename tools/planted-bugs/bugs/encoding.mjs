/** Mistakes in reading base64url and JSON. */
const base64url = 'packages/core/src/encoding/base64url.ts';
const json = 'packages/core/src/encoding/strict-json.ts';

export const encodingBugs = [
  {
    name: 'base64url is decoded as Node does it: padding, the other alphabet and stray bits pass',
    file: base64url,
    find: `if (!endsCanonically(text)) return undefined;
  const bytes = Buffer.from(text, 'base64url');
  return bytes.length === decodedLength(text) ? bytes : undefined;`,
    replace: "return Buffer.from(text, 'base64url');",
  },
  {
    name: 'only the alphabet of base64url is checked, so that stray trailing bits pass',
    file: base64url,
    find: 'return rest === 0 || LAST_OF_GROUP[rest].includes(text.charAt(text.length - 1));',
    replace: 'return rest !== 1;',
  },
  {
    name: 'padding is taken off before base64url is compared',
    file: base64url,
    find: 'return Math.floor((text.length * 3) / 4);',
    replace: "return Math.floor((text.replace(/=+$/, '').length * 3) / 4);",
  },
  {
    name: 'invalid UTF-8 is replaced in silence',
    file: base64url,
    find: 'if (decoded.includes(REPLACEMENT) && !isUtf8(bytes.subarray(0, length))) return undefined;',
    replace: '',
  },
  {
    name: 'a character that stands for no byte of UTF-8 is refused where it stands by right',
    file: base64url,
    find: 'if (decoded.includes(REPLACEMENT) && !isUtf8(bytes.subarray(0, length))) return undefined;',
    replace: 'if (decoded.includes(REPLACEMENT)) return undefined;',
  },
  {
    name: 'what the room for decoding held before is looked at too',
    file: base64url,
    find: "bytes.toString('utf8', 0, length)",
    replace: "bytes.toString('utf8').trimEnd()",
  },
  {
    name: 'text that has no room is cut off',
    file: base64url,
    find: 'text.length <= room.length ? room : Buffer.allocUnsafe(text.length)',
    replace: 'room',
  },
  {
    name: 'what the decoder skips is not missed',
    file: base64url,
    find: 'if (length !== decodedLength(text)) return undefined;',
    replace: '',
  },
  {
    name: 'a character beyond ASCII passes for the one with its low byte',
    file: base64url,
    find: 'Buffer.byteLength(text) === text.length &&',
    replace: '',
  },
  {
    name: 'the other alphabet of base64 passes: plus',
    file: base64url,
    find: "!text.includes('+') &&",
    replace: '',
  },
  {
    name: 'the other alphabet of base64 passes: slash',
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
    name: 'JSON may nest as deep as it likes',
    file: json,
    find: 'if (++depth > MAX_NESTING) return -1;',
    replace: 'depth++;',
  },
  {
    name: 'the deepest allowed nesting is refused',
    file: json,
    find: 'if (++depth > MAX_NESTING) return -1;',
    replace: 'if (++depth >= MAX_NESTING) return -1;',
  },
  {
    name: 'closing brackets do not count, so that many small objects pass for deep ones',
    file: json,
    find: '} else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) depth--;',
    replace: '} else if (code === CLOSE_BRACE) depth--;',
  },
  {
    name: 'of duplicate members the last one wins',
    file: json,
    find: 'if (takePrototypes(parsed) !== written) return undefined;',
    replace: 'if (Number.isNaN(takePrototypes(parsed))) return undefined;',
  },
  {
    name: 'a string is taken to go on after an escaped backslash',
    file: json,
    find: 'if (backslashes % 2 === 0) return end;',
    replace: 'if (backslashes === 0) return end;',
  },
  {
    name: 'a member may be called __proto__',
    file: json,
    find: "if (name === '__proto__') return Number.NaN;",
    replace: '',
  },
  {
    name: 'lone surrogates are looked for in values and not in names',
    file: json,
    find: 'LONE_SURROGATE.test(name) || hasLoneSurrogate(child)',
    replace: "hasLoneSurrogate(child) && name !== ''",
  },
  {
    name: 'lone surrogates are looked for in names and not in values',
    file: json,
    find: "if (typeof value === 'string') return LONE_SURROGATE.test(value);",
    replace: '',
  },
  {
    name: 'an array at the top passes for an object',
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
    name: 'claims are frozen at the top only',
    file: json,
    find: 'for (const child of Object.values(value) as readonly JsonValue[]) count += deepFreeze(child);',
    replace: '',
  },
];

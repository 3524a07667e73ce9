/** Mistakes in reading base64url and JSON. */
const base64url = 'packages/core/src/encoding/base64url.ts';
const json = 'packages/core/src/encoding/strict-json.ts';

export const encodingBugs = [
  {
    name: 'base64url is decoded as Node does it: padding, the other alphabet and stray bits pass',
    file: base64url,
    find: "return bytes.toString('base64url') === text ? bytes : undefined;",
    replace: 'return bytes;',
  },
  {
    name: 'only the alphabet of base64url is checked, so that stray trailing bits pass',
    file: base64url,
    find: "return bytes.toString('base64url') === text ? bytes : undefined;",
    replace: 'return /^[A-Za-z0-9_-]*$/.test(text) ? bytes : undefined;',
  },
  {
    name: 'padding is taken off before base64url is compared',
    file: base64url,
    find: "bytes.toString('base64url') === text ?",
    replace: "bytes.toString('base64url') === text.replace(/=+$/, '') ?",
  },
  {
    name: 'invalid UTF-8 is replaced in silence',
    file: json,
    find: 'if (!isUtf8(bytes)) return undefined;',
    replace: '',
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
    find: 'return kept === written ? (parsed as JsonObject) : undefined;',
    replace: 'return Number.isNaN(kept) ? undefined : (parsed as JsonObject);',
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
    find: "name === '__proto__' || (checkSurrogates && LONE_SURROGATE.test(name))",
    replace: 'checkSurrogates && LONE_SURROGATE.test(name)',
  },
  {
    name: 'lone surrogates are looked for in values and not in names',
    file: json,
    find: "name === '__proto__' || (checkSurrogates && LONE_SURROGATE.test(name))",
    replace: "name === '__proto__'",
  },
  {
    name: 'lone surrogates are looked for in names and not in values',
    file: json,
    find: "return checkSurrogates && typeof child === 'string' && LONE_SURROGATE.test(child)",
    replace: 'return checkSurrogates && child === undefined',
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

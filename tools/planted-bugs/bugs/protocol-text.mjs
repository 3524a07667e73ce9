/** Mistakes in reading protocol text: Unicode rules instead of ASCII. */
const ascii = 'packages/core/src/encoding/ascii.ts';
const credential = 'packages/core/src/bearer/credential.ts';
const responseTimes = 'packages/core/src/keys/response-times.ts';
const tokenType = 'packages/core/src/claims/token-type.ts';
const tokenRequest = 'packages/nest/src/issuer/endpoints/token-endpoint.request.ts';
const jwks = 'packages/nest/src/issuer/endpoints/published-documents.ts';
const ws = 'packages/nest/src/transports/ws.ts';

export const protocolTextBugs = [
  {
    name: 'Unicode spaces are trimmed from cookie names',
    file: credential,
    find: '.map(trimOws)',
    replace: '.map((pair) => pair.trim())',
  },
  {
    name: 'Latin-1 spaces count as white space in headers',
    file: ascii,
    find: 'return code === SPACE || code === TAB;',
    replace: 'return code === SPACE || code === TAB || code === 0xa0;',
  },
  {
    name: 'a tab does not count as white space in headers',
    file: ascii,
    find: 'return code === SPACE || code === TAB;',
    replace: 'return code === SPACE;',
  },
  {
    name: 'non-ASCII letters are lowercased',
    file: ascii,
    find: 'text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())',
    replace: 'text.toLowerCase()',
  },
  {
    name: 'a comma in a quoted string separates items',
    file: ascii,
    find: "character === ',' && !isQuoted",
    replace: "character === ','",
  },
  {
    name: 'an escaped quote ends a quoted string',
    file: ascii,
    find: "else if (character === '\\\\' && isQuoted) i++;",
    replace: '',
  },
  {
    name: 'a number is parsed by JavaScript’s rules',
    file: ascii,
    find: '/^[0-9]{1,9}$/.test(text)',
    replace: "text !== '' && Number(text) >= 0",
  },
  {
    name: 'Unicode spaces are trimmed from the subprotocols of a handshake',
    file: ws,
    find: 'listItems(line)',
    replace: "line.split(',').map((item) => item.trim())",
  },
  {
    name: 'Unicode spaces are trimmed from the tags of If-None-Match',
    file: jwks,
    find: "listItems(String(header ?? ''))",
    replace: "String(header ?? '').split(',').map((item) => item.trim())",
  },
  {
    name: 'an HTTP date is parsed by the platform’s rules',
    file: responseTimes,
    find: 'return isDate && isTime ? date.setUTCHours(hours, minutes, second) : Number.NaN;',
    replace: "return Date.parse(text ?? '');",
  },
  {
    name: 'an impossible day of a month is accepted',
    file: responseTimes,
    find: 'month >= 0 && date.getUTCMonth() === month',
    replace: 'month >= 0',
  },
  {
    name: 'non-ASCII letters of media types are lowercased',
    file: tokenType,
    find: 'const lower = asciiLowercase(typ);',
    replace: 'const lower = typ.toLowerCase();',
  },
  {
    name: 'a duration accepts all number formats of JavaScript',
    file: 'packages/core/src/time/duration.ts',
    find: 'const count = readDecimal(value.slice(0, -1));',
    replace: 'const count = Number(value.slice(0, -1));',
  },
  {
    name: 'Unicode spaces count as white space in PEM',
    file: 'packages/core/src/jwk/pem.ts',
    find: "const [, headers = '', base64] = BODY.exec(body) ?? [];",
    replace: "const [, headers = '', base64] = BODY.exec(body.replace(/[^\\S\\n]/g, ' ')) ?? [];",
  },
  {
    name: 'a Unicode space hides a PEM block',
    file: 'packages/core/src/jwk/pem.ts',
    find: '/--[^\\w-]*BEGIN[^\\w-]+\\w/gi',
    replace: '/--[ \\t]*BEGIN[ \\t]+\\w/gi',
  },
  {
    name: 'a non-ASCII e-mail reserves the e-mail of a different user',
    file: 'libs/accounts/src/validation.ts',
    find: '.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());',
    replace: '.toLowerCase();',
  },
  {
    name: 'a client ID that is not UTF-8 is accepted',
    file: tokenRequest,
    find: 'if (!isUtf8(bytes)) return undefined;',
    replace: '',
  },
];

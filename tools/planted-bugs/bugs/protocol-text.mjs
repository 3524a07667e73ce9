/** Mistakes in reading the text of protocols: by the rules of Unicode, where only a few characters of ASCII count. */
const ascii = 'packages/core/src/encoding/ascii.ts';
const credential = 'packages/core/src/bearer/credential.ts';
const responseTimes = 'packages/core/src/keys/response-times.ts';
const tokenType = 'packages/core/src/claims/token-type.ts';
const tokenRequest = 'packages/nest/src/issuer/endpoints/token-endpoint.request.ts';
const jwks = 'packages/nest/src/issuer/endpoints/published-documents.ts';
const ws = 'packages/nest/src/transports/ws.ts';

export const protocolTextBugs = [
  {
    name: 'the spaces of Unicode are taken off the names of cookies',
    file: credential,
    find: '.map(trimOws)',
    replace: '.map((pair) => pair.trim())',
  },
  {
    name: 'the spaces of Latin-1 are white space of headers',
    file: ascii,
    find: 'return code === SPACE || code === TAB;',
    replace: 'return code === SPACE || code === TAB || code === 0xa0;',
  },
  {
    name: 'a tab is no white space of headers',
    file: ascii,
    find: 'return code === SPACE || code === TAB;',
    replace: 'return code === SPACE;',
  },
  {
    name: 'letters of every alphabet have a case',
    file: ascii,
    find: 'text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())',
    replace: 'text.toLowerCase()',
  },
  {
    name: 'a comma in a quoted string parts items',
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
    name: 'a number is whatever JavaScript makes of it',
    file: ascii,
    find: '/^[0-9]{1,9}$/.test(text)',
    replace: "text !== '' && Number(text) >= 0",
  },
  {
    name: 'the subprotocols of a handshake are trimmed by the rules of Unicode',
    file: ws,
    find: 'listItems(line)',
    replace: "line.split(',').map((item) => item.trim())",
  },
  {
    name: 'the tags of If-None-Match are trimmed by the rules of Unicode',
    file: jwks,
    find: "listItems(String(header ?? ''))",
    replace: "String(header ?? '').split(',').map((item) => item.trim())",
  },
  {
    name: 'an HTTP date is whatever the platform makes of it',
    file: responseTimes,
    find: 'return isDate && isTime ? date.setUTCHours(hours, minutes, second) : Number.NaN;',
    replace: "return Date.parse(text ?? '');",
  },
  {
    name: 'any date of a month is a date',
    file: responseTimes,
    find: 'month >= 0 && date.getUTCMonth() === month',
    replace: 'month >= 0',
  },
  {
    name: 'media types have the case of every alphabet',
    file: tokenType,
    find: 'const lower = asciiLowercase(typ);',
    replace: 'const lower = typ.toLowerCase();',
  },
  {
    name: 'a duration may be a number in any form that JavaScript reads',
    file: 'packages/core/src/time/duration.ts',
    find: 'const count = readDecimal(value.slice(0, -1));',
    replace: 'const count = Number(value.slice(0, -1));',
  },
  {
    name: 'the spaces of Unicode are white space of PEM',
    file: 'packages/core/src/jwk/pem.ts',
    find: "const [, headers = '', base64] = BODY.exec(body) ?? [];",
    replace: "const [, headers = '', base64] = BODY.exec(body.replace(/[^\\S\\n]/g, ' ')) ?? [];",
  },
  {
    name: 'a space of Unicode hides a block of PEM',
    file: 'packages/core/src/jwk/pem.ts',
    find: '/--[^\\w-]*BEGIN[^\\w-]+\\w/gi',
    replace: '/--[ \\t]*BEGIN[ \\t]+\\w/gi',
  },
  {
    name: 'an e-mail of another alphabet reserves somebody else’s',
    file: 'libs/accounts/src/validation.ts',
    find: '.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());',
    replace: '.toLowerCase();',
  },
  {
    name: 'a client ID that is not UTF-8 is read all the same',
    file: tokenRequest,
    find: 'if (!isUtf8(bytes)) return undefined;',
    replace: '',
  },
];

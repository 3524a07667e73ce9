/** Mistakes in reading JWKs and documents as other people's servers write them. */
const keyMaterial = 'packages/issuer/src/signing/key-material.ts';
const readJwk = 'packages/core/src/jwk/read-jwk.ts';
const strictJson = 'packages/core/src/encoding/strict-json.ts';
const jwksDownload = 'packages/core/src/keys/jwks-download.ts';
const metadata = 'packages/core/src/keys/provider-metadata.ts';

export const foreignKeyBugs = [
  {
    name: 'one operation that is for signatures is enough',
    file: readJwk,
    find: '!operations.every((operation) => OPERATIONS.includes(operation)) ||',
    replace: '',
  },
  {
    name: 'an operation that is no text is passed over',
    file: readJwk,
    find: '!operations.every((operation) => OPERATIONS.includes(operation)) ||',
    replace:
      "!operations.every((operation) => typeof operation !== 'string' || OPERATIONS.includes(operation)) ||",
  },
  {
    name: 'null is a use, and operations',
    file: readJwk,
    find: 'return member !== undefined && member !== null;',
    replace: 'return member !== undefined;',
  },
  {
    name: 'whatever is falsy is absent from a JWK',
    file: readJwk,
    find: 'return member !== undefined && member !== null;',
    replace: 'return Boolean(member);',
  },
  {
    name: 'an empty use is one for something else',
    file: readJwk,
    find: "use !== '' && use !== 'sig'",
    replace: "use !== 'sig'",
  },
  {
    name: 'an alg that is null is not an algorithm',
    file: readJwk,
    find: 'stated: jwk.alg ?? undefined',
    replace: 'stated: jwk.alg',
  },
  {
    name: 'a byte order mark before a token is passed over',
    file: strictJson,
    find: "return isUtf8(bytes) ? parseJsonText(bytes.toString('utf8')) : undefined;",
    replace: 'return isUtf8(bytes) ? parseJsonText(new TextDecoder().decode(bytes)) : undefined;',
  },
  {
    name: 'a byte order mark before a JWK Set counts',
    file: jwksDownload,
    find: 'asJwksDocument(parseJsonFile(body))',
    replace: 'asJwksDocument(JSON.parse(body.toString()))',
  },
  {
    name: 'null is a list of algorithms in metadata',
    file: metadata,
    find: 'if (stated === undefined || stated === null) return undefined;',
    replace: 'if (stated === undefined) return undefined;',
  },
  {
    name: 'a signing JWK may be for other operations as well',
    file: keyMaterial,
    find: 'if (isFor && operations.every((operation) => OPERATIONS.includes(operation))) return;',
    replace: 'if (isFor) return;',
  },
  {
    name: 'null is what a signing JWK is for',
    file: keyMaterial,
    find: 'return member ?? undefined;',
    replace: 'return member;',
  },
];

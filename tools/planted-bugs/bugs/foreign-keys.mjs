/** Mistakes in reading JWKs and documents of other servers. */
const keyMaterial = 'packages/issuer/src/signing/key-material.ts';
const readJwk = 'packages/core/src/jwk/read-jwk.ts';
const strictJson = 'packages/core/src/encoding/strict-json.ts';
const jwksDownload = 'packages/core/src/keys/jwks-download.ts';
const metadata = 'packages/core/src/keys/provider-metadata.ts';

export const foreignKeyBugs = [
  {
    name: 'one signature operation in key_ops is enough',
    file: readJwk,
    find: '!operations.every((operation) => OPERATIONS.includes(operation)) ||',
    replace: '',
  },
  {
    name: 'an operation that is not a string is skipped',
    file: readJwk,
    find: '!operations.every((operation) => OPERATIONS.includes(operation)) ||',
    replace:
      "!operations.every((operation) => typeof operation !== 'string' || OPERATIONS.includes(operation)) ||",
  },
  {
    name: 'null counts as a use and as key_ops',
    file: readJwk,
    find: 'return member !== undefined && member !== null;',
    replace: 'return member !== undefined;',
  },
  {
    name: 'every falsy member of a JWK counts as missing',
    file: readJwk,
    find: 'return member !== undefined && member !== null;',
    replace: 'return Boolean(member);',
  },
  {
    name: 'an empty use counts as a different use',
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
    name: 'a byte order mark before a token is skipped',
    file: strictJson,
    find: "return isUtf8(bytes) ? parseJsonText(bytes.toString('utf8')) : undefined;",
    replace: 'return isUtf8(bytes) ? parseJsonText(new TextDecoder().decode(bytes)) : undefined;',
  },
  {
    name: 'a byte order mark before a JWK Set is rejected',
    file: jwksDownload,
    find: 'asJwksDocument(parseJsonFile(body))',
    replace: 'asJwksDocument(JSON.parse(body.toString()))',
  },
  {
    name: 'null counts as a list of algorithms in metadata',
    file: metadata,
    find: 'if (stated === undefined || stated === null) return undefined;',
    replace: 'if (stated === undefined) return undefined;',
  },
  {
    name: 'a signing JWK may have other operations too',
    file: keyMaterial,
    find: 'if (isFor && operations.every((operation) => OPERATIONS.includes(operation))) return;',
    replace: 'if (isFor) return;',
  },
  {
    name: 'null counts as the use of a signing JWK',
    file: keyMaterial,
    find: 'return member ?? undefined;',
    replace: 'return member;',
  },
];

/** Mistakes in the `typ` of signed tokens. */
const signer = 'packages/issuer/src/signing/token-signer.ts';

export const tokenTypeBugs = [
  {
    name: 'every token has the type of RFC 9068',
    file: signer,
    find: "? 'at+jwt' : 'JWT'",
    replace: "? 'at+jwt' : 'at+jwt'",
  },
  {
    name: 'a token of RFC 9068 has the type JWT',
    file: signer,
    find: "? 'at+jwt' : 'JWT'",
    replace: "? 'JWT' : 'JWT'",
  },
  {
    name: 'an empty client ID selects RFC 9068',
    file: signer,
    find: "typeof clientId === 'string' && clientId !== '' ?",
    replace: "typeof clientId === 'string' ?",
  },
  {
    name: 'a client ID that is not a string selects RFC 9068',
    file: signer,
    find: "typeof clientId === 'string' && clientId !== '' ?",
    replace: "clientId !== undefined && clientId !== '' ?",
  },
  {
    name: 'the signer’s client ID overrides the token’s',
    file: signer,
    find: "readOptional(clientId, (id) => readName(id, 'clientId')) ?? this.#clientId,",
    replace: "this.#clientId ?? readOptional(clientId, (id) => readName(id, 'clientId')),",
  },
  {
    name: 'client_id in the claims beside clientId is ignored',
    file: signer,
    find: '    if (clientId !== undefined) assertNoClientId(claims);\n',
    replace: '',
  },
  {
    name: 'the module’s clientId is ignored',
    file: 'packages/nest/src/issuer/issuer-parts.ts',
    find: '    ...(clientId === undefined ? {} : { clientId }),\n',
    replace: '',
  },
  {
    name: 'issue ignores its clientId',
    file: 'packages/nest/src/issuer/access-tokens.ts',
    find: '      ...(clientId === undefined ? {} : { clientId }),\n',
    replace: '',
  },
];

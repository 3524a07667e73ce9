/** Mistakes in the kind that a signed token says it is. */
const signer = 'packages/issuer/src/signing/token-signer.ts';

export const tokenTypeBugs = [
  {
    name: 'every token says that it is one of RFC 9068',
    file: signer,
    find: "? 'at+jwt' : 'JWT'",
    replace: "? 'at+jwt' : 'at+jwt'",
  },
  {
    name: 'a token of RFC 9068 says that it is any JWT',
    file: signer,
    find: "? 'at+jwt' : 'JWT'",
    replace: "? 'JWT' : 'JWT'",
  },
  {
    name: 'an empty client makes a token of RFC 9068',
    file: signer,
    find: "typeof clientId === 'string' && clientId !== '' ?",
    replace: "typeof clientId === 'string' ?",
  },
  {
    name: 'a client that is no text makes a token of RFC 9068',
    file: signer,
    find: "typeof clientId === 'string' && clientId !== '' ?",
    replace: "clientId !== undefined && clientId !== '' ?",
  },
  {
    name: 'the signer’s client comes before the token’s',
    file: signer,
    find: "readOptional(clientId, (id) => readName(id, 'clientId')) ?? this.#clientId,",
    replace: "this.#clientId ?? readOptional(clientId, (id) => readName(id, 'clientId')),",
  },
  {
    name: 'a client in the claims beside clientId is passed over',
    file: signer,
    find: '    if (clientId !== undefined) assertNoClientId(claims);\n',
    replace: '',
  },
  {
    name: 'the module’s clientId reaches no token',
    file: 'packages/nest/src/issuer/issuer-parts.ts',
    find: '    ...(clientId === undefined ? {} : { clientId }),\n',
    replace: '',
  },
  {
    name: 'issue forgets its clientId',
    file: 'packages/nest/src/issuer/token-issuer.ts',
    find: '      ...(clientId === undefined ? {} : { clientId }),\n',
    replace: '',
  },
];

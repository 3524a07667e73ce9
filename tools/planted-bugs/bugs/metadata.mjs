/** Mistakes in the documents that an issuer publishes, and in their URLs. */
const metadata = 'packages/nest/src/issuer/endpoints/issuer-metadata.ts';
const documents = 'packages/nest/src/issuer/endpoints/published-documents.ts';
const routes = 'packages/nest/src/issuer/endpoints/well-known-routes.ts';
const options = 'packages/nest/src/issuer/options/read-issuer-options.ts';

export const metadataBugs = [
  {
    name: 'RFC 8414 metadata is appended to the issuer’s path',
    file: metadata,
    find: '`/.well-known/oauth-authorization-server${path}`',
    replace: '`${path}/.well-known/oauth-authorization-server`',
  },
  {
    name: 'OpenID Connect metadata is served at the root only',
    file: metadata,
    find: "    [`${path}/.well-known/openid-configuration`, 'openid'],\n",
    replace: '',
  },
  {
    name: 'the JWKS is not under the issuer’s URL',
    file: metadata,
    find: "new Set([path, pathOf(url), ''])",
    replace: "new Set([pathOf(url), ''])",
  },
  {
    name: 'the JWKS is not at the URL of the option',
    file: metadata,
    find: "new Set([path, pathOf(url), ''])",
    replace: "new Set([path, ''])",
  },
  {
    name: 'the slash at the end of an issuer is part of its path',
    file: metadata,
    find: 'URL.canParse(url) ? withoutSlash(new URL(url).pathname)',
    replace: 'URL.canParse(url) ? new URL(url).pathname',
  },
  {
    name: 'on Express a route for every path hides the documents',
    file: routes,
    find: 'if (!this.#isFastify) this.#register();',
    replace: '',
  },
  {
    name: 'on Fastify the documents are registered twice',
    file: routes,
    find: 'else if (!hasRoute(adapter, path)) this.#serve',
    replace: 'else this.#serve',
  },
  {
    name: 'endpoints: false keeps the documents',
    file: routes,
    find: 'return this.extras.endpoints ? this.host?.httpAdapter : undefined;',
    replace: 'return this.host?.httpAdapter;',
  },
  {
    name: 'an unavailable document is a 500',
    file: routes,
    find: '    if (outcome) return outcome;\n',
    replace: '',
  },
  {
    name: 'OpenID Connect metadata is served without an authorization endpoint',
    file: documents,
    find: 'if (!(options.openidConfiguration ?? hasAuthorization)) throw new NotFoundException();',
    replace: '',
  },
  {
    name: 'OpenID Connect metadata is served although it is disabled',
    file: documents,
    find: 'options.openidConfiguration ?? hasAuthorization',
    replace: 'options.openidConfiguration || hasAuthorization',
  },
  {
    name: 'the token endpoint moves with the versions of the application',
    file: 'packages/nest/src/issuer/endpoints/token.controller.ts',
    find: '@Controller({ path, version: VERSION_NEUTRAL })',
    replace: '@Controller(path)',
  },
  {
    name: 'metadata may name another issuer',
    file: options,
    find: "assertPart('metadata', metadata, ['issuer', 'jwks_uri']);",
    replace: "assertPart('metadata', metadata, ['jwks_uri']);",
  },
  {
    name: 'the metadata names a token endpoint that accepts no codes',
    file: options,
    find: '  assertCodeEndpoint(metadata);\n',
    replace: '',
  },
  {
    name: 'an authorization endpoint without the code grant',
    file: metadata,
    find: "...(authorizes ? ['authorization_code'] : []), ...grants",
    replace: '...grants',
  },
];

/** Mistakes in requests and responses of the token endpoint (RFC 6749). */
const request = 'packages/nest/src/issuer/endpoints/token-endpoint.request.ts';
const scope = 'packages/nest/src/issuer/endpoints/scope.ts';

export const tokenRequestBugs = [
  {
    name: 'a refresh gets more scopes than granted',
    file: scope,
    find: "  if (!isWithin(asked, readScope(grant.scope))) throw new TokenRequestError('invalid_scope');\n",
    replace: '',
  },
  {
    name: 'a refresh gets all scopes, regardless of its request',
    file: scope,
    find: 'return { ...grant, scope: asked };',
    replace: 'return grant;',
  },
  {
    name: 'a refresh with a scope loses its claims',
    file: scope,
    find: 'return { ...grant, scope: asked };',
    replace: 'return { scope: asked };',
  },
  {
    name: 'the token endpoint forgets the scope of a refresh',
    file: 'packages/nest/src/issuer/endpoints/token.controller.ts',
    find: 'this.issuer.refresh(refreshToken, { scope })',
    replace: 'this.issuer.refresh(refreshToken)',
  },
  {
    name: 'a JSON body is accepted as a form',
    file: request,
    find: 'if (!isForm || isInUrl(request.url))',
    replace: 'if (isInUrl(request.url))',
  },
  {
    name: 'parameters in the URL are ignored',
    file: request,
    find: 'if (!isForm || isInUrl(request.url))',
    replace: 'if (!isForm)',
  },
  {
    name: 'only a secret in the URL is rejected',
    file: request,
    find: 'NAMES.some((name) => query.has(name))',
    replace: "query.has('client_secret')",
  },
  {
    name: 'the media type of a form is case-sensitive',
    file: request,
    find: '(?:;|$)/i;',
    replace: '(?:;|$)/;',
  },
  {
    name: 'a form with a charset is rejected',
    file: request,
    find: '[ \\t]*(?:;|$)/i;',
    replace: '$/i;',
  },
];

/** Mistakes in what a token endpoint takes and gives (RFC 6749). */
const request = 'packages/nest/src/issuer/endpoints/token-endpoint.request.ts';
const scope = 'packages/nest/src/issuer/endpoints/scope.ts';

export const tokenRequestBugs = [
  {
    name: 'a refresh gets more scopes than are granted',
    file: scope,
    find: "  if (!isWithin(asked, readScope(grant.scope))) throw new TokenRequestError('invalid_scope');\n",
    replace: '',
  },
  {
    name: 'a refresh gets all scopes, whatever it asks for',
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
    name: 'a body of JSON passes for a form',
    file: request,
    find: 'if (!isForm || isInAddress(request.url))',
    replace: 'if (isInAddress(request.url))',
  },
  {
    name: 'parameters in the address are passed over',
    file: request,
    find: 'if (!isForm || isInAddress(request.url))',
    replace: 'if (!isForm)',
  },
  {
    name: 'only a secret in the address is rejected',
    file: request,
    find: 'NAMES.some((name) => query.has(name))',
    replace: "query.has('client_secret')",
  },
  {
    name: 'a form has to be written in lower case',
    file: request,
    find: '(?:;|$)/i;',
    replace: '(?:;|$)/;',
  },
  {
    name: 'a form with a charset is none',
    file: request,
    find: '[ \\t]*(?:;|$)/i;',
    replace: '$/i;',
  },
];

/** Mistakes in what a token endpoint takes and gives (RFC 6749). */
const scope = 'packages/nest/src/issuer/scope.ts';

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
    file: 'packages/nest/src/issuer/token.controller.ts',
    find: 'this.issuer.refresh(refreshToken, { scope })',
    replace: 'this.issuer.refresh(refreshToken)',
  },
];

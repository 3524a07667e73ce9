/** Mistakes in mapping errors of the issuer to responses of each transport. */
const interceptor = 'packages/nest/src/issuer/issuer-error.interceptor.ts';
const outcome = 'packages/nest/src/issuer/issuer-outcome.ts';

export const issuerErrorBugs = [
  {
    name: 'errors of the issuer are mapped over HTTP only',
    file: interceptor,
    find: 'if (!transport) return error;',
    replace: "if (transport?.type !== 'http') return error;",
  },
  {
    name: 'a rejected refresh token closes the socket',
    file: interceptor,
    find: 'return transport === wsTransport ? wsRefusal(outcome) : transport',
    replace: 'return transport',
  },
  {
    name: 'each alias of a rejected mutation is logged',
    file: interceptor,
    find: 'if (logged.has(line)) return;',
    replace: '',
  },
  {
    name: 'a rejected token request is a 500 over other transports',
    file: interceptor,
    find: 'const isTokenRequest = error instanceof TokenRequestError;',
    replace:
      "const isTokenRequest = error instanceof TokenRequestError && context.getType() === 'http';",
  },
  {
    name: 'invalid_client over other transports is a bad request',
    file: 'packages/nest/src/issuer/endpoints/token-request-error.ts',
    find: "this.error === 'invalid_client' ? 401 : 400",
    replace: '400',
  },
  {
    name: 'a removed subject differs from a rejected refresh token',
    file: outcome,
    find: 'return error instanceof RefreshRejectedError || error instanceof SubjectGoneError;',
    replace: 'return error instanceof RefreshRejectedError;',
  },
];

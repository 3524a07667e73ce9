/** Mistakes in claims that restrict where and by whom a token may be used. */
const bound = 'packages/core/src/claims/bound-token.ts';
const claims = 'packages/core/src/claims/registered-claims.ts';
const claimsPolicy = 'packages/core/src/verifier/resolve-claims-policy.ts';

export const tokenUseBugs = [
  {
    name: 'a token bound to a key is a bearer token',
    file: claims,
    find: '  assertUnbound(claims, policy);\n',
    replace: '',
  },
  {
    name: 'a token is bound only where cnf is an object',
    file: bound,
    find: "claims['cnf'] === undefined ||",
    replace: "typeof claims['cnf'] !== 'object' ||",
  },
  {
    name: 'a token whose cnf is null is not bound',
    file: bound,
    find: "claims['cnf'] === undefined ||",
    replace: "claims['cnf'] === undefined || claims['cnf'] === null ||",
  },
  {
    name: 'a token is bound only by the methods that are known',
    file: bound,
    find: "claims['cnf'] === undefined ||",
    replace: "!/jkt|x5t|jwk|jwe|kid|jku/.test(JSON.stringify(claims['cnf'] ?? '')) ||",
  },
  {
    name: 'bound tokens are accepted for any value of the option',
    file: claimsPolicy,
    find: "if (typeof value === 'boolean') return value;",
    replace: 'return Boolean(value);',
  },
  {
    name: 'bound tokens are accepted by default',
    file: claimsPolicy,
    find: 'readFlag(value: unknown = false,',
    replace: 'readFlag(value: unknown = true,',
  },
];

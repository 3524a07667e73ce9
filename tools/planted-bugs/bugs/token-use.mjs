/** Mistakes in claims that restrict the use of a token. */
const bound = 'packages/core/src/claims/bound-token.ts';
const claims = 'packages/core/src/claims/registered-claims.ts';
const idToken = 'packages/core/src/claims/id-token.ts';
const idTokenOptions = 'packages/core/src/issuers/resolve-id-token.ts';
const tokenType = 'packages/core/src/claims/token-type.ts';
const knownOptions = 'packages/core/src/options/known-options.ts';
const issuerParts = 'packages/nest/src/issuer/options/read-issuer-options.ts';
const signer = 'packages/issuer/src/signing/token-signer.ts';
const claimsPolicy = 'packages/core/src/issuers/resolve-claims-policy.ts';

export const tokenUseBugs = [
  {
    name: 'a kind of token is recognized in only one spelling',
    file: tokenType,
    find: ".replace(/[-_]/g, '')",
    replace: '',
  },
  {
    name: 'a token bound to a key is accepted as a bearer token',
    file: claims,
    find: '  assertUnbound(claims, policy);\n',
    replace: '',
  },
  {
    name: 'only an object counts as cnf',
    file: bound,
    find: "claims['cnf'] === undefined ||",
    replace: "typeof claims['cnf'] !== 'object' ||",
  },
  {
    name: 'a null cnf is ignored',
    file: bound,
    find: "claims['cnf'] === undefined ||",
    replace: "claims['cnf'] === undefined || claims['cnf'] === null ||",
  },
  {
    name: 'only known methods count as cnf',
    file: bound,
    find: "claims['cnf'] === undefined ||",
    replace: "!/jkt|x5t|jwk|jwe|kid|jku/.test(JSON.stringify(claims['cnf'] ?? '')) ||",
  },
  {
    name: 'bound tokens are accepted for any value of the option',
    file: 'packages/core/src/options/read-options.ts',
    find: "if (typeof value === 'boolean') return value;",
    replace: 'return Boolean(value);',
  },
  {
    name: 'bound tokens are accepted by default',
    file: claimsPolicy,
    find: 'acceptBoundTokensAsBearer: acceptsBound = false,',
    replace: 'acceptBoundTokensAsBearer: acceptsBound = true,',
  },
  {
    name: 'an ID token may be for further audiences',
    file: idToken,
    find: '!aud.every((name)',
    replace: '!aud.some((name)',
  },
  {
    name: 'an ID token may be issued to another client',
    file: idToken,
    find: 'azp !== undefined && parties &&',
    replace: 'azp !== undefined && Array.isArray(aud) && parties &&',
  },
  {
    name: 'an azp that is not a string counts as missing',
    file: idToken,
    find: 'azp !== undefined && parties &&',
    replace: "typeof azp === 'string' && parties &&",
  },
  {
    name: 'a trusted audience of an ID token is a trusted party as well',
    file: idTokenOptions,
    find: '...(audience ?? []), ...(parties ?? [])',
    replace: '...(audience ?? []), ...(trusted ?? []), ...(parties ?? [])',
  },
  {
    name: 'an authorized party is an audience as well',
    file: idTokenOptions,
    find: 'new Set([...audience, ...(trusted ?? [])])',
    replace: 'new Set([...audience, ...(trusted ?? []), ...(parties ?? [])])',
  },
  {
    name: 'authorizedParties is ignored for access tokens',
    file: idTokenOptions,
    find: 'for (const name of OPTIONS) assertAbsent(options, name, path, ACCESS_TOKENS);',
    replace: '',
  },
  {
    name: 'parties of an ID token are not checked without an audience',
    file: idTokenOptions,
    find: 'audience !== null || parties !== undefined',
    replace: 'audience !== null',
  },
  {
    name: 'one ignored claim disables the check of all',
    file: tokenType,
    find: ': TELLING_CLAIMS[name].filter((claim) => !ignored.includes(claim)),',
    replace: ': [],',
  },
  {
    name: 'an ignored claim still vouches for an access token with a nonce',
    file: tokenType,
    find: '!saysAccess(typ, told)',
    replace: '!saysAccess(typ, claims)',
  },
  {
    name: 'a claim of any name can be ignored',
    file: claimsPolicy,
    find: '(name) => telling.includes(name as string),',
    replace: "(name) => typeof name === 'string',",
  },
  {
    name: 'null counts as the default of an option',
    file: knownOptions,
    find: "value === null && known[name] !== 'nullable'",
    replace: 'value === null && known[name] === undefined',
  },
  {
    name: 'null is rejected for an option that allows it',
    file: knownOptions,
    find: "value === null && known[name] !== 'nullable'",
    replace: 'value === null',
  },
  {
    name: 'a lifetime of null means no limit',
    file: claimsPolicy,
    find: '?? Infinity,',
    replace: '?? 0,',
  },
  {
    name: 'a null store means memory',
    file: issuerParts,
    find: '  assertKnownOptions(options, NAMES);',
    replace: "  assertKnownOptions(options, { ...NAMES, store: 'nullable' });",
  },
  {
    name: 'a signer treats null as the default',
    file: signer,
    find: '    assertKnownOptions(options, NAMES);\n',
    replace: '',
  },
  {
    name: 'an empty aud is rejected although the audience is skipped',
    file: claims,
    find: 'audience === null ? !isTexts(aud) : !isAudience(aud)',
    replace: '!isAudience(aud)',
  },
  {
    name: 'an aud that is not a string is accepted if the audience is skipped',
    file: claims,
    find: 'audience === null ? !isTexts(aud) : !isAudience(aud)',
    replace: 'audience !== null && !isAudience(aud)',
  },
];

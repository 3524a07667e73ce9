/** Mistakes in claims that restrict where and by whom a token may be used. */
const bound = 'packages/core/src/claims/bound-token.ts';
const claims = 'packages/core/src/claims/registered-claims.ts';
const idToken = 'packages/core/src/claims/id-token.ts';
const idTokenOptions = 'packages/core/src/issuers/resolve-id-token.ts';
const tokenType = 'packages/core/src/claims/token-type.ts';
const knownOptions = 'packages/core/src/known-options.ts';
const issuerParts = 'packages/nest/src/issuer/options/read-issuer-options.ts';
const signer = 'packages/issuer/src/signing/token-signer.ts';
const claimsPolicy = 'packages/core/src/issuers/resolve-claims-policy.ts';

export const tokenUseBugs = [
  {
    name: 'a kind of token is known in one spelling',
    file: tokenType,
    find: ".replace(/[-_]/g, '')",
    replace: '',
  },
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
    name: 'an azp that is no text counts as absent',
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
    name: 'authorizedParties of access tokens are passed over',
    file: idTokenOptions,
    find: 'for (const name of OPTIONS) assertAbsent(options, name, path, ACCESS_TOKENS);',
    replace: '',
  },
  {
    name: 'parties of an ID token are not looked at where the audience is skipped',
    file: idTokenOptions,
    find: 'audience !== null || parties !== undefined',
    replace: 'audience !== null',
  },
  {
    name: 'one claim that is ignored makes all of them say nothing',
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
    name: 'null is taken for the default of an option',
    file: knownOptions,
    find: 'value === null && !nullable.includes(name)',
    replace: 'value === null && nullable.length > 99',
  },
  {
    name: 'null is refused where it says that there is none',
    file: knownOptions,
    find: 'value === null && !nullable.includes(name)',
    replace: 'value === null',
  },
  {
    name: 'a lifetime of null is none at all',
    file: claimsPolicy,
    find: '?? Infinity,',
    replace: '?? 0,',
  },
  {
    name: 'a module whose store of keys is null keeps them in memory',
    file: issuerParts,
    find: '  assertKnownOptions(options, NAMES);',
    replace: '  assertKnownOptions(options, NAMES, undefined, NAMES);',
  },
  {
    name: 'a signer takes null for the default',
    file: signer,
    find: '    assertKnownOptions(options, NAMES);\n',
    replace: '',
  },
  {
    name: 'an empty aud is refused where the audience is skipped',
    file: claims,
    find: 'audience === null ? !isTexts(aud) : !isAudience(aud)',
    replace: '!isAudience(aud)',
  },
  {
    name: 'an aud that holds no text is taken where the audience is skipped',
    file: claims,
    find: 'audience === null ? !isTexts(aud) : !isAudience(aud)',
    replace: 'audience !== null && !isAudience(aud)',
  },
];

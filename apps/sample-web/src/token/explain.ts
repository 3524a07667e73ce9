/** Explanations of header parameters and claims. */

const HEADER: ReadonlyMap<string, string> = new Map([
  [
    'alg',
    'Algorithm of the signature. A verifier must compare it with the key, and never choose the algorithm by it.',
  ],
  [
    'kid',
    'ID of the signing key, by which a verifier finds it among the published keys of the issuer.',
  ],
  ['typ', 'Token type: JWT in general, at+jwt for an access token with a client_id (RFC 9068).'],
  ['cty', 'Content type of a payload that is not a set of claims.'],
  ['jku', 'URL of the keys, according to the token. Ignored: an attacker could set it.'],
  ['jwk', 'A key inside the token. Ignored: an attacker could set it.'],
  ['crit', 'Critical extensions: a verifier that does not know them must reject the token.'],
]);

const CLAIMS: ReadonlyMap<string, string> = new Map([
  ['iss', 'Issuer: created and signed the token.'],
  ['sub', 'Subject: ID of the user. It stays the same when name or e-mail change.'],
  ['aud', 'Audience: the API that the token is for. Every other API must reject it.'],
  ['exp', 'Expiration time: after this it is rejected.'],
  ['nbf', 'Not before: until then it is rejected.'],
  ['iat', 'Issued at: time of signing.'],
  ['jti', 'ID of this token, by which it can be revoked.'],
  ['sid', 'ID of its session. When the session ends, the token is revoked.'],
  ['role', 'Role of the user when the token was signed. A changed role needs a new token.'],
  ['roles', 'Roles of the user when the token was signed.'],
  ['scope', 'Granted scopes, separated by spaces.'],
  ['name', 'Display name of the user.'],
  ['email', 'E-mail address of the user.'],
  ['email_verified', 'Whether the issuer has verified the e-mail address.'],
  ['client_id', 'The application that received the token.'],
  ['azp', 'Authorized party: the application that received the token.'],
  ['nonce', 'Binds an ID token to the sign-in that requested it.'],
  ['auth_time', 'Time of the last sign-in of the user.'],
  ['at_hash', 'Binds an ID token to the access token issued with it.'],
  ['cnf', 'A key that the client must prove to have, so that a stolen token alone is useless.'],
]);

/** Explains a header parameter. */
export function explainHeader(name: string): string {
  return HEADER.get(name) ?? 'We don’t know this parameter. Ask its issuer.';
}

/** Explains a claim. */
export function explainClaim(name: string): string {
  return CLAIMS.get(name) ?? 'We don’t know this claim. Ask its issuer.';
}

const TIMES: ReadonlySet<string> = new Set(['exp', 'nbf', 'iat', 'auth_time']);

/** Returns the time of a claim, in seconds since the epoch; undefined if the claim is not a time. */
export function timeOf(name: string, value: unknown): number | undefined {
  return TIMES.has(name) && typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** What the members of a header and the claims of a payload mean, each in a sentence. */

const HEADER: ReadonlyMap<string, string> = new Map([
  [
    'alg',
    'The algorithm of the signature. A careful verifier compares it with its key’s and never obeys it.',
  ],
  [
    'kid',
    'The ID of the key that signed, so that a verifier finds it among those that the issuer publishes.',
  ],
  [
    'typ',
    'The kind of token: JWT in general, at+jwt for an access token with a client_id (RFC 9068).',
  ],
  ['cty', 'What the payload is, where it is not a set of claims.'],
  [
    'jku',
    'Where the keys are, as the token says: an attacker would say so, too. It is not followed.',
  ],
  ['jwk', 'A key that the token brings along: an attacker would, too. It is not used.'],
  ['crit', 'Extensions that a verifier must know, or refuse the token.'],
]);

const CLAIMS: ReadonlyMap<string, string> = new Map([
  ['iss', 'Issuer: who made and signed the token.'],
  ['sub', 'Subject: whom it is about. An ID, which stays the same when name and e-mail change.'],
  ['aud', 'Audience: the API that it is for. Every other API has to refuse it.'],
  ['exp', 'Expiration time: from then on nobody takes it any more.'],
  ['nbf', 'Not before: nobody takes it earlier.'],
  ['iat', 'Issued at: when it was signed.'],
  ['jti', 'The ID of this one token, by which it can be revoked.'],
  [
    'sid',
    'The ID of the session that it belongs to: when the session is ended, this token is over, too.',
  ],
  ['role', 'What its holder may do here. It is read from the token, so it is as old as the token.'],
  ['roles', 'What its holder may do.'],
  ['scope', 'What the holder was granted, as words with spaces between.'],
  ['name', 'The name to show.'],
  ['email', 'An e-mail address.'],
  ['email_verified', 'Whether the issuer has made sure that the address is theirs.'],
  ['client_id', 'The application that the token was given to.'],
  ['azp', 'The application that the token was given to.'],
  ['nonce', 'Ties an ID token to the sign-in that asked for it.'],
  ['auth_time', 'When its subject last signed in.'],
  ['at_hash', 'Ties an ID token to the access token that came with it.'],
  [
    'cnf',
    'The key that the holder has to show beside the token, so that stealing it is not enough.',
  ],
]);

const UNKNOWN = 'The issuer’s own: the standards give it no meaning.';

/** A member of a header, in a sentence. */
export function explainHeader(name: string): string {
  return HEADER.get(name) ?? UNKNOWN;
}

/** A claim, in a sentence. */
export function explainClaim(name: string): string {
  return CLAIMS.get(name) ?? UNKNOWN;
}

const TIMES: ReadonlySet<string> = new Set(['exp', 'nbf', 'iat', 'auth_time']);

/** The time that a claim says, in seconds since the epoch; undefined where it says none. */
export function timeOf(name: string, value: unknown): number | undefined {
  return TIMES.has(name) && typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

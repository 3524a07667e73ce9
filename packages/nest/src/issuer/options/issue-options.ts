/** Arguments and results of `TokenIssuer`. */
import type { Duration } from '@portcullis/core';
import type { Audience, Revocations, SessionView } from '@portcullis/issuer';
import type { IssuerKeys } from '../issuer-keys.js';

/** Options of one token. */
export interface IssueOptions {
  /** `aud`, instead of the option `audience`. */
  readonly audience?: Audience | undefined;
  /** Scopes, separated by spaces. */
  readonly scope?: string | undefined;
  /** The lifetime, instead of the option `expiresIn`; at most `keys.longestToken`. */
  readonly expiresIn?: Duration | undefined;
  /** `client_id`, instead of the option `clientId`: the client that receives the token (RFC 9068 §2.2). */
  readonly clientId?: string | undefined;
  /** `typ` header. Default: `'at+jwt'` (RFC 9068) for a token with a `client_id`, otherwise `'JWT'`. */
  readonly typ?: string | undefined;
  /** The session of the token: its ID becomes `sid`, and the token ends with the session. */
  readonly session?: Pick<SessionView, 'id'> | undefined;
  /**
   * `iat`: the result of `TokenSigner.issuableAt(subject)` from before the claims were read. A revocation since then
   * covers the token. Default: now.
   */
  readonly issuedAt?: number | undefined;
}

/** Options of a sign-in. */
export interface SignInDetails {
  /** A name of the session for its user, such as a device. */
  readonly label?: string | undefined;
  /** The absolute timeout of this session, if shorter than the option `sessions.absoluteTimeout`. */
  readonly absoluteTimeout?: Duration | undefined;
  /**
   * The time before the credential was checked, in milliseconds since the epoch. For a sign-in with a token, its `iat`.
   * A subject that was revoked since then is not signed in. Default: the time of the call, which misses a revocation
   * during the check.
   */
  readonly checkedAt?: number | undefined;
}

/** Options of a refresh. */
export interface RefreshDetails {
  /**
   * Scopes of the next access token, separated by spaces: some of the granted ones. The refresh token keeps all of them, so
   * the next refresh may request others. Default: all.
   */
  readonly scope?: string | undefined;
}

/** The request of a client for a token of its own. */
export interface ClientCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Some of its scopes, separated by spaces. Default: all. */
  readonly scope?: string | undefined;
}

/** Options of a verifier that trusts this application's issuer. */
export interface OwnIssuerOptions {
  readonly issuer: string;
  readonly audience: Audience;
  readonly keys: IssuerKeys;
  readonly revocations?: Revocations;
}

/** What `TokenIssuer` is given and gives. */
import type { Duration } from '@portcullis/core';
import type { Audience, Revocations, SessionView } from '@portcullis/issuer';
import type { IssuerKeys } from '../issuer-keys.js';

/** How one token differs from the others. */
export interface IssueOptions {
  /** `aud`, instead of the option `audience`. */
  readonly audience?: Audience | undefined;
  /** Scopes, separated by spaces. */
  readonly scope?: string | undefined;
  /** How long it lives, instead of `expiresIn`; at most `keys.longestToken`. */
  readonly expiresIn?: Duration | undefined;
  /** `client_id`, instead of the option `clientId`: the client that the token is issued to (RFC 9068 §2.2). */
  readonly clientId?: string | undefined;
  /** `typ` header. Default: `'at+jwt'` (RFC 9068) for a token with a `client_id`, else `'JWT'`. */
  readonly typ?: string | undefined;
  /** The session that it belongs to and ends with: its ID becomes `sid`. */
  readonly session?: Pick<SessionView, 'id'> | undefined;
  /**
   * `iat`: what `TokenSigner.issuableAt(subject)` said before it was looked up what the token says, so that a revocation
   * since then stops it. Default: now.
   */
  readonly issuedAt?: number | undefined;
}

/** What is known of a sign-in beside its subject. */
export interface SignInDetails {
  /** What its user will know the session by, such as a device. */
  readonly label?: string | undefined;
  /** When the session ends however it is used, if sooner than the option `sessions.absoluteTimeout` says. */
  readonly absoluteTimeout?: Duration | undefined;
  /**
   * The time, in milliseconds since the epoch, before the password or whatever it signs in with was looked at; for who
   * signs in with a token, the time of its `iat`. Who was revoked since then is not signed in. Default: the time of the
   * call, so that a revocation while a password was being checked is missed.
   */
  readonly checkedAt?: number | undefined;
}

/** What is asked for beside a refresh token. */
export interface RefreshDetails {
  /**
   * Scopes of the next access token, separated by spaces: those that `grant` gives, or fewer. The refresh token keeps all
   * of them: the refresh after it gets all that it does not leave out itself. Default: all.
   */
  readonly scope?: string | undefined;
}

/** What a client sends for a token of its own. */
export interface ClientCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Some of its scopes. Default: all of them. */
  readonly scope?: string | undefined;
}

/** Options of a verifier that trusts this application's own issuer. */
export interface OwnIssuerOptions {
  readonly issuer: string;
  readonly audience: Audience;
  readonly keys: IssuerKeys;
  readonly revocations?: Revocations;
}

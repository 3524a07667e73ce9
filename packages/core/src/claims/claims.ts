import type { JsonObject } from '../encoding/strict-json.js';

/** The registered claims (RFC 7519 §4.1) of a token whose claims were found to hold. */
export interface RegisteredClaims {
  /** Issuer: exactly the configured one. */
  readonly iss: string;
  /** Subject: required unless `requiredClaims` says otherwise. */
  readonly sub?: string;
  /** Audience: one or several. */
  readonly aud?: string | readonly string[];
  /** Expiration time, in seconds since the epoch. */
  readonly exp?: number;
  /** Not before, in seconds since the epoch. */
  readonly nbf?: number;
  /** Issued at, in seconds since the epoch. */
  readonly iat?: number;
  /** JWT ID. */
  readonly jti?: string;
}

/** The claims of a verified token: the registered ones, and whatever else the issuer put in. */
export type Claims = RegisteredClaims & JsonObject;

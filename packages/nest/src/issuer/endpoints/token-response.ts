/** A successful response of a token endpoint (RFC 6749 §5.1). */
export interface TokenResponse {
  readonly access_token: string;
  readonly token_type: 'Bearer';
  /** The lifetime of the access token, in seconds. */
  readonly expires_in: number;
  /** For the next refresh. It replaces the previous one. */
  readonly refresh_token?: string;
  /** The granted scopes, if any. */
  readonly scope?: string;
}

/** A successful answer of a token endpoint (RFC 6749 §5.1). */
export interface TokenResponse {
  readonly access_token: string;
  readonly token_type: 'Bearer';
  /** Seconds. */
  readonly expires_in: number;
  /** For the next refresh; it takes the place of the one before. */
  readonly refresh_token?: string;
  /** What was granted, where scopes were. */
  readonly scope?: string;
}

/** What the browser checks tokens against. All of it is public. */

/** A public key of a JWKS (RFC 7517 §4). */
export interface PublishedKey extends JsonWebKey {
  readonly kid?: string;
}

/** A trusted issuer, the expected audience, and the published keys. */
export interface Trust {
  readonly issuer: string;
  readonly audience: string;
  readonly keys: readonly PublishedKey[];
}

/** Allowed difference of clocks in seconds, the same as the API's. */
export const CLOCK_TOLERANCE = 5;

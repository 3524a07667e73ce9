/** What the browser checks a token against: what every verifier of this API may know. */

/** A public key of a JWK Set (RFC 7517 §4), as far as it is looked at. */
export interface PublishedKey extends JsonWebKey {
  readonly kid?: string;
}

/** An issuer, whom its tokens are for, and its published keys. */
export interface Trust {
  readonly issuer: string;
  readonly audience: string;
  readonly keys: readonly PublishedKey[];
}

/** How far clocks may differ, in seconds: what the API allows, too. */
export const CLOCK_TOLERANCE = 5;

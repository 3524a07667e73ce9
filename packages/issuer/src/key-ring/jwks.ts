import type { SigningKey } from '../signing/signing-key.js';
import type { PublicJwk } from '../signing/public-jwk.js';

/** A JWK Set (RFC 7517 §5) of public keys, ready to be served. */
export interface PublicJwks {
  readonly keys: readonly PublicJwk[];
}

/** Returns the public keys. Secrets have none, so a ring of HS256 keys publishes an empty set. */
export function publicJwks(keys: readonly SigningKey[]): PublicJwks {
  return Object.freeze({
    keys: Object.freeze(keys.flatMap(({ publicJwk }) => publicJwk ?? [])),
  });
}

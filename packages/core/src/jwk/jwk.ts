/** A JSON Web Key (RFC 7517 §4) as it arrives: nothing about it is checked yet. */
export interface Jwk {
  readonly kty?: unknown;
  readonly kid?: unknown;
  readonly alg?: unknown;
  readonly use?: unknown;
  readonly key_ops?: unknown;
  readonly [member: string]: unknown;
}

/** A JWK Set (RFC 7517 §5). */
export interface JwksDocument {
  readonly keys: readonly Jwk[];
}

/** Whether a value has the outer shape of a JWK Set. */
export function isJwksDocument(value: unknown): value is JwksDocument {
  return (
    typeof value === 'object' && value !== null && Array.isArray((value as { keys?: unknown }).keys)
  );
}

/** `@portcullis/core/jwk`: keys from JWK, PEM and secrets, under one policy. */
export { importKey, importSecret, type ImportKeyOptions, type KeyInput } from './import-key.js';
export {
  importJwks,
  ImportedJwks,
  MAX_JWKS_KEYS,
  type ImportJwksOptions,
  type SkippedKey,
} from './import-jwks.js';
export { holdsPrivateKey } from './key-material.js';
export { readPem, type PemBlock } from './pem.js';
export type { VerificationKey } from './verification-key.js';
export type { Jwk, JwksDocument } from './jwk.js';

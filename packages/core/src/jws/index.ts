/** `@portcullis/core/jws`: signatures of compact JWS (RFC 7515), with no opinion on the payload. */
export { verifyCompact, type VerifiedJws, type VerifyCompactOptions } from './verify-compact.js';
export { KeySet, type SignatureKey } from './key-set.js';
export type { JoseHeader } from './header.js';
export type { Algorithm } from './algorithms.js';

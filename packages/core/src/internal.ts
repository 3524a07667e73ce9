/**
 * `@portcullis/core/internal`: shared by `@portcullis/core`, `@portcullis/issuer` and `@portcullis/nest`. Not covered by
 * semantic versioning: any release may change or remove these names. Applications import nothing from here.
 */
export { MAX_TOKEN_BYTES } from './jws/compact.js';
export { MAX_KID_BYTES } from './jws/header.js';
export { signatureFormatOf, specOf, type SignatureFormat } from './jws/algorithms.js';

/** `@portcullis/nest/issuer`: signs tokens in a Nest application and publishes their keys. */
export { TokenIssuerModule } from './token-issuer.module.js';
export type {
  TokenIssuerModuleOptions,
  TokenIssuerOptionsFactory,
} from './token-issuer.options.js';
export { IssuerKeys } from './issuer-keys.js';
export { KeyRing, MemoryKeyStore, SigningKey, TokenSigner } from '@portcullis/issuer';
export type {
  KeyStore,
  PublicJwks,
  SignedToken,
  SigningAlgorithm,
  SignRequest,
} from '@portcullis/issuer';
export { RefreshCookie, type CookieResponse, type RefreshCookieOptions } from './refresh-cookie.js';

import type { Clock, Duration } from '@portcullis/core';
import type {
  Audience,
  KeyEncryptionKeys,
  KeyStore,
  SigningAlgorithm,
  SigningKey,
} from '@portcullis/issuer';

/** Options of `TokenIssuerModule`. */
export interface TokenIssuerModuleOptions {
  /** `iss` of the tokens it signs. */
  readonly issuer: string;
  /** `aud` of the tokens it signs, unless a token asks for another. */
  readonly audience: Audience;
  /** The algorithm. Default RS256, or that of `key`. */
  readonly algorithm?: SigningAlgorithm;
  /** The key to begin with where the key store is empty. Default: one that is made on the first start. */
  readonly key?: SigningKey;
  /** Where signing keys are kept. Default: memory, so that a restart ends every token. */
  readonly keyStore?: KeyStore;
  /** What the keys in `keyStore` are sealed with. Required, unless it keeps them in this process. */
  readonly keyEncryptionKeys?: KeyEncryptionKeys;
  /** How long tokens live. Default `'15m'`. */
  readonly expiresIn?: Duration;
  /** Default `Date.now`. */
  readonly clock?: Clock;
}

/** What a `useClass` or `useExisting` provider of `forRootAsync` implements. */
export interface TokenIssuerOptionsFactory {
  createTokenIssuerOptions(): TokenIssuerModuleOptions | Promise<TokenIssuerModuleOptions>;
}

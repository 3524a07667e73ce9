import { ConfigurableModuleBuilder, Module } from '@nestjs/common';
import { parseDuration, type Duration } from '@portcullis/core';
import { KeyRing, MemoryKeyStore, TokenSigner } from '@portcullis/issuer';
import { IssuerKeys } from './issuer-keys.js';
import { JwksController } from './jwks.controller.js';
import type { TokenIssuerModuleOptions } from './token-issuer.options.js';

const definition = new ConfigurableModuleBuilder<TokenIssuerModuleOptions>({
  moduleName: 'TokenIssuer',
})
  .setClassMethodName('forRoot')
  .setFactoryMethodName('createTokenIssuerOptions')
  .setExtras<{ readonly isGlobal?: boolean }>({ isGlobal: true }, (module, { isGlobal }) => ({
    ...module,
    global: isGlobal ?? true,
  }))
  .build();

/**
 * Signs tokens of this application's own issuer and serves their keys at `GET /.well-known/jwks.json`. Provides
 * `TokenSigner`, `KeyRing`, and `IssuerKeys` for the verifier's `keys` option.
 */
@Module({
  controllers: [JwksController],
  providers: [
    {
      provide: KeyRing,
      inject: [definition.MODULE_OPTIONS_TOKEN],
      useFactory: ({
        keyStore,
        keyEncryptionKeys,
        algorithm,
        key,
        clock,
        expiresIn,
      }: TokenIssuerModuleOptions) =>
        KeyRing.open({
          store: keyStore ?? new MemoryKeyStore(),
          longestToken: longestToken(expiresIn),
          ...(keyEncryptionKeys === undefined ? {} : { keyEncryptionKeys }),
          ...(algorithm === undefined ? {} : { alg: algorithm }),
          ...(key === undefined ? {} : { initialKey: key }),
          ...(clock === undefined ? {} : { clock }),
        }),
    },
    {
      provide: TokenSigner,
      inject: [definition.MODULE_OPTIONS_TOKEN, KeyRing],
      useFactory: (
        { issuer, audience, expiresIn, clock }: TokenIssuerModuleOptions,
        keyRing: KeyRing,
      ) =>
        new TokenSigner({
          issuer,
          audience,
          keyRing,
          ...(expiresIn === undefined ? {} : { expiresIn }),
          ...(clock === undefined ? {} : { clock }),
        }),
    },
    IssuerKeys,
  ],
  exports: [KeyRing, TokenSigner, IssuerKeys],
})
export class TokenIssuerModule extends definition.ConfigurableModuleClass {}

const DAY = 86_400;

/** A day, or as long as this issuer's tokens live; what is no duration is refused by the signer. */
function longestToken(expiresIn: Duration | undefined): number {
  return Math.max(DAY, parseDuration(expiresIn ?? DAY, 'expiresIn'));
}

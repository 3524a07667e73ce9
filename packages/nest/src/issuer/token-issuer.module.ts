import { ConfigurableModuleBuilder, Module } from '@nestjs/common';
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
      useFactory: ({ keyStore, algorithm, key, clock }: TokenIssuerModuleOptions) =>
        KeyRing.open({
          store: keyStore ?? new MemoryKeyStore(),
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

import { ConfigurableModuleBuilder, type DynamicModule } from '@nestjs/common';
import { ConfigurationError, describeValue } from '@portcullis/core';
import { JwksController } from './endpoints/jwks.controller.js';
import { tokenControllerAt } from './endpoints/token.controller.js';
import type {
  TokenIssuerModuleExtras,
  TokenIssuerModuleOptions,
} from './options/token-issuer.options.js';
import { ISSUER_EXTRAS } from './token-issuer.tokens.js';

const PATH = /^[A-Za-z0-9_.~-]+(?:\/[A-Za-z0-9_.~-]+)*$/;
const USUAL = { isGlobal: true, endpoints: true, path: 'auth' };

const definition = new ConfigurableModuleBuilder<TokenIssuerModuleOptions>({
  moduleName: 'TokenIssuer',
})
  .setClassMethodName('forRoot')
  .setFactoryMethodName('createTokenIssuerOptions')
  .setExtras<TokenIssuerModuleExtras>(USUAL, withEndpoints)
  .build();

function withEndpoints(module: DynamicModule, given: TokenIssuerModuleExtras): DynamicModule {
  const extras = { ...USUAL, ...given };
  const { isGlobal, endpoints, path } = extras;
  check('isGlobal', isGlobal, typeof isGlobal === 'boolean', 'true or false');
  check('endpoints', endpoints, typeof endpoints === 'boolean', 'true or false');
  check(
    'path',
    path,
    typeof path === 'string' && PATH.test(path),
    "a path such as 'auth', without slashes around it",
  );
  return {
    ...module,
    global: isGlobal,
    providers: [...(module.providers ?? []), { provide: ISSUER_EXTRAS, useValue: extras }],
    controllers: endpoints ? [JwksController, tokenControllerAt(path)] : [],
  };
}

function check(option: string, given: unknown, holds: boolean, right: string): void {
  if (!holds) throw new ConfigurationError(option, describeValue(given), right);
}

/** The class that `TokenIssuerModule` extends: `forRoot` and `forRootAsync`. */
export const ConfigurableTokenIssuerModule = definition.ConfigurableModuleClass;
/** The token of the options as the user gave them. */
export const RAW_ISSUER_OPTIONS = definition.MODULE_OPTIONS_TOKEN;
/** What `forRoot` takes: the options and the settings of the module itself. */
export type TokenIssuerRootOptions = typeof definition.OPTIONS_TYPE;
/** What `forRootAsync` takes: `useFactory`, `useClass` or `useExisting`, and the settings of the module itself. */
export type TokenIssuerRootAsyncOptions = typeof definition.ASYNC_OPTIONS_TYPE;

import { ConfigurableModuleBuilder, type DynamicModule } from '@nestjs/common';
import { ConfigurationError } from '@portcullis/core';
import { describeValue } from '@portcullis/core/internal';
import { JwksController } from './endpoints/jwks.controller.js';
import { tokenControllerAt } from './endpoints/token.controller.js';
import type {
  TokenIssuerModuleExtras,
  TokenIssuerModuleOptions,
} from './options/token-issuer.options.js';
import { ISSUER_EXTRAS } from './token-issuer.tokens.js';

const PATH = /^[A-Za-z0-9_.~-]+(?:\/[A-Za-z0-9_.~-]+)*$/;
const DEFAULTS = { isGlobal: true, endpoints: true, path: 'auth' };

const definition = new ConfigurableModuleBuilder<TokenIssuerModuleOptions>({
  moduleName: 'TokenIssuer',
})
  .setClassMethodName('forRoot')
  .setFactoryMethodName('createTokenIssuerOptions')
  .setExtras<TokenIssuerModuleExtras>(DEFAULTS, withEndpoints)
  .build();

function withEndpoints(module: DynamicModule, given: TokenIssuerModuleExtras): DynamicModule {
  const extras = { ...DEFAULTS, ...given };
  const { isGlobal, endpoints, path } = extras;
  check('isGlobal', isGlobal, typeof isGlobal === 'boolean', 'true or false');
  check('endpoints', endpoints, typeof endpoints === 'boolean', 'true or false');
  check(
    'path',
    path,
    typeof path === 'string' && PATH.test(path),
    "a path such as 'auth', without a slash at the start or end",
  );
  return {
    ...module,
    global: isGlobal,
    providers: [...(module.providers ?? []), { provide: ISSUER_EXTRAS, useValue: extras }],
    controllers: endpoints ? [JwksController, tokenControllerAt(path)] : [],
  };
}

function check(option: string, value: unknown, isValid: boolean, expected: string): void {
  if (!isValid) throw new ConfigurationError(option, describeValue(value), expected);
}

/** The base class of `TokenIssuerModule`, with `forRoot` and `forRootAsync`. */
export const ConfigurableTokenIssuerModule = definition.ConfigurableModuleClass;
/** Injection token of the unvalidated options. */
export const RAW_ISSUER_OPTIONS = definition.MODULE_OPTIONS_TOKEN;
/** Options of `forRoot`: those of the issuer, and the module's own settings. */
export type TokenIssuerRootOptions = typeof definition.OPTIONS_TYPE;
/** Options of `forRootAsync`: `useFactory`, `useClass` or `useExisting`, and the module's own settings. */
export type TokenIssuerRootAsyncOptions = typeof definition.ASYNC_OPTIONS_TYPE;

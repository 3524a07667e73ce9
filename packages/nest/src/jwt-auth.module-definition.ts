import { ConfigurableModuleBuilder } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { AuthContextInterceptor } from './authentication/auth-context.js';
import type { JwtAuthModuleOptions } from './options/jwt-auth.options.js';

/** Settings of the module itself, known before any factory runs. */
export interface JwtAuthModuleExtras {
  /** Whether other modules may inject its providers without importing it. Default true. */
  readonly isGlobal?: boolean;
  /**
   * Whether `AuthContext` tells every provider who is asking, by an interceptor around each handler. Default false: it
   * costs each request a little.
   */
  readonly asyncContext?: boolean;
}

const definition = new ConfigurableModuleBuilder<JwtAuthModuleOptions>({ moduleName: 'JwtAuth' })
  .setClassMethodName('forRoot')
  .setFactoryMethodName('createJwtAuthOptions')
  .setExtras<JwtAuthModuleExtras>(
    { isGlobal: true, asyncContext: false },
    (module, { isGlobal, asyncContext }) => ({
      ...module,
      global: isGlobal ?? true,
      providers: [
        ...(module.providers ?? []),
        ...(asyncContext === true
          ? [{ provide: APP_INTERCEPTOR, useClass: AuthContextInterceptor }]
          : []),
      ],
    }),
  )
  .build();

/** The class that `JwtAuthModule` extends: `forRoot` and `forRootAsync`. */
export const ConfigurableJwtAuthModule = definition.ConfigurableModuleClass;
/** The token of the options as the user gave them. */
export const RAW_OPTIONS = definition.MODULE_OPTIONS_TOKEN;
/** What `forRoot` takes: the options, `isGlobal` and `asyncContext`. */
export type JwtAuthRootOptions = typeof definition.OPTIONS_TYPE;
/** What `forRootAsync` takes: `useFactory`, `useClass` or `useExisting`, with `imports`, `inject`, `isGlobal`. */
export type JwtAuthRootAsyncOptions = typeof definition.ASYNC_OPTIONS_TYPE;

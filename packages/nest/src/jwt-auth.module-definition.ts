import { ConfigurableModuleBuilder } from '@nestjs/common';
import type { JwtAuthModuleOptions } from './jwt-auth.options.js';

/** Settings of the module itself, known before any factory runs. */
export interface JwtAuthModuleExtras {
  /** Whether other modules may inject its providers without importing it. Default true. */
  readonly isGlobal?: boolean;
}

const definition = new ConfigurableModuleBuilder<JwtAuthModuleOptions>({ moduleName: 'JwtAuth' })
  .setClassMethodName('forRoot')
  .setFactoryMethodName('createJwtAuthOptions')
  .setExtras<JwtAuthModuleExtras>({ isGlobal: true }, (module, { isGlobal }) => ({
    ...module,
    global: isGlobal ?? true,
  }))
  .build();

/** The class that `JwtAuthModule` extends: `forRoot` and `forRootAsync`. */
export const ConfigurableJwtAuthModule = definition.ConfigurableModuleClass;
/** The token of the options as the user gave them. */
export const RAW_OPTIONS = definition.MODULE_OPTIONS_TOKEN;
/** What `forRoot` takes: the options and `isGlobal`. */
export type JwtAuthRootOptions = typeof definition.OPTIONS_TYPE;
/** What `forRootAsync` takes: `useFactory`, `useClass` or `useExisting`, with `imports`, `inject`, `isGlobal`. */
export type JwtAuthRootAsyncOptions = typeof definition.ASYNC_OPTIONS_TYPE;

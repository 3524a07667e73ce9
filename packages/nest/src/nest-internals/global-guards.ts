/** The global guards of an application, and the handlers that they reach. */
import { createRequire } from 'node:module';
import type { Type } from '@nestjs/common';
import type { ApplicationConfig } from '@nestjs/core';
import { classOfGuard } from './use-guards.js';

/** Returns the classes of the global guards: of `useGlobalGuards()` and of every `APP_GUARD`, request-scoped ones too. */
export function globalGuardsOf(config: ApplicationConfig): readonly Type[] {
  const wrappers = config.getGlobalRequestGuards().map(({ metatype }) => metatype);
  return [...config.getGlobalGuards(), ...wrappers].flatMap((guard) => classOfGuard(guard));
}

/**
 * Returns whether Nest runs global guards for messages of gateways. Nest 12 does. Nest 11 does not: its gateways have no
 * application configuration.
 */
export function globalGuardsReachGateways(): boolean {
  const require = createRequire(import.meta.url);
  const { version } = require('@nestjs/core/package.json') as { readonly version: string };
  return Number(version.split('.')[0]) >= 12;
}

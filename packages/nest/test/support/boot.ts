/** Applications that are started to see what the audit says: those that are right are closed at once. */
import type { ModuleMetadata } from '@nestjs/common';
import {
  JwtAuthModule,
  formatRoutes,
  routesOf,
  type AuditedHandler,
  type NestAuthOptions,
} from '@portcullis/nest';
import { createApp, type Platform } from './app.js';
import { secretKey } from './keys.js';
import type { RecordingLogger } from './recording-logger.js';
import { AUDIENCE, ISSUER } from './tokens.js';

/** What signs the tokens of these applications. */
export const hmac = secretKey();
/** The issuer that they trust. No strategy: its name would be taken from one application to the next. */
export const trusted = {
  issuer: ISSUER,
  audience: AUDIENCE,
  secret: hmac.key,
  strategy: false,
} as const;

/** What an application says of itself once it has started. */
export interface Booted {
  readonly routes: readonly AuditedHandler[];
  readonly printed: string;
  readonly logger: RecordingLogger;
}

/** Starts and closes an application; rejects with what stops its boot. */
export async function boot(
  metadata: ModuleMetadata,
  options: NestAuthOptions = {},
  platform: Platform = 'express',
): Promise<Booted> {
  const { nest, logger } = await createApp(platform, {
    ...metadata,
    imports: [JwtAuthModule.forRoot({ ...trusted, ...options }), ...(metadata.imports ?? [])],
  });
  try {
    await nest.init();
    return { routes: routesOf(nest), printed: formatRoutes(nest), logger };
  } finally {
    await nest.close();
  }
}

import 'reflect-metadata';
import type { INestApplication, LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { AppModule } from './app.module.js';
import type { SampleSettings } from './configuration/settings.js';
import { StartLogger } from './start-logger.js';

/** How the application runs. */
export interface CreateAppOptions {
  /** Default `express`. */
  readonly adapter?: 'express' | 'fastify';
  /** Default: Nest's own, from warnings up. */
  readonly logger?: LoggerService | false;
}

/**
 * Builds the sample API, ready to listen.
 *
 * @throws ConfigurationError, DatabaseError: whatever is wrong stops the start
 */
export async function createApp(
  settings: SampleSettings,
  options: CreateAppOptions = {},
): Promise<INestApplication> {
  const app = await NestFactory.create(
    AppModule.forRoot(settings),
    options.adapter === 'fastify' ? new FastifyAdapter() : new ExpressAdapter(),
    { logger: options.logger ?? new StartLogger(), abortOnError: false },
  );
  app.enableShutdownHooks();
  addDocs(app, settings);
  return app;
}

/** The OpenAPI page at /docs. */
function addDocs(app: INestApplication, settings: SampleSettings): void {
  const config = new DocumentBuilder()
    .setTitle('Portcullis sample API')
    .setDescription(
      'Log in, then send the access token as a bearer token; before it expires, refresh it.',
    )
    .setVersion('0.1.0')
    .addBearerAuth()
    .addCookieAuth(
      settings.isDevelopmentCookie ? 'refresh' : '__Host-refresh',
      undefined,
      'refresh',
    )
    .build();
  SwaggerModule.setup('docs', app, () => SwaggerModule.createDocument(app, config), {
    customSiteTitle: config.info.title,
  });
}

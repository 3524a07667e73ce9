import 'reflect-metadata';
import type {
  DynamicModule,
  INestApplication,
  LoggerService,
  NestApplicationOptions,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter, type NestExpressApplication } from '@nestjs/platform-express';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { RefreshCookie } from '@portcullis/nest/issuer';
import { AppModule } from './app.module.js';
import type { SampleSettings } from './configuration/settings.js';
import { Readiness } from './lifecycle/readiness.js';
import { createLog, type LogTarget } from './log/log.js';
import { NestLog } from './log/nest-log.js';
import { newRequestId, requestLog } from './log/request-log.js';
import { Page } from './page/page.js';
import { securityHeaders } from './page/security-headers.js';
import { serveWithExpress, serveWithFastify } from './page/serve-assets.js';

/** Options of {@link createApp}. */
export interface CreateAppOptions {
  /** Default `express`. */
  readonly adapter?: 'express' | 'fastify';
  /** Logger of Nest. Default: the application's log. */
  readonly logger?: LoggerService | false;
  /** Target of the log. Default: standard output. */
  readonly logTo?: LogTarget;
  /** Folder of the built page. Default: the build of apps/sample-web. */
  readonly page?: string;
}

/**
 * Creates the sample API, ready to listen.
 *
 * @throws ConfigurationError, DatabaseError, RedisStartError
 */
export async function createApp(
  settings: SampleSettings,
  { adapter = 'express', logger, logTo, page: folder }: CreateAppOptions = {},
): Promise<INestApplication> {
  const page = new Page(folder);
  const log = createLog(settings.logLevel, logTo);
  const module = AppModule.forRoot(settings, page);
  const nest = { logger: logger ?? new NestLog(log), abortOnError: false };
  const create = adapter === 'fastify' ? onFastify : onExpress;
  const app = await create({
    module,
    nest,
    settings,
    use: [requestLog(log), securityHeaders()],
    page,
  });
  addDocs(app);
  return app;
}

/** Time limit for receiving a request, headers and body. Fastify has none by default. */
const REQUEST_TIMEOUT_MS = 60_000;

/** Arguments for both platforms. */
interface Parts {
  readonly module: DynamicModule;
  readonly nest: NestApplicationOptions;
  readonly settings: SampleSettings;
  /** Middleware that runs first. */
  readonly use: readonly unknown[];
  readonly page: Page;
}

async function onExpress({ module, nest, settings, use, page }: Parts): Promise<INestApplication> {
  const adapter = new ExpressAdapter();
  const app = await NestFactory.create<NestExpressApplication>(module, adapter, nest);
  adapter.getHttpServer().requestTimeout = REQUEST_TIMEOUT_MS;
  if (settings.trustProxy !== undefined) app.set('trust proxy', settings.trustProxy);
  for (const middleware of [...use, app.get(Readiness).closing]) app.use(middleware);
  if (page.assets !== undefined) serveWithExpress(app, page.assets);
  return app;
}

async function onFastify({ module, nest, settings, use, page }: Parts): Promise<INestApplication> {
  const { trustProxy } = settings;
  const adapter = new FastifyAdapter({
    genReqId: newRequestId,
    requestTimeout: REQUEST_TIMEOUT_MS,
    ...(trustProxy === undefined ? {} : { trustProxy }),
  });
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, nest);
  for (const middleware of [...use, app.get(Readiness).closing]) app.use(middleware);
  if (page.assets !== undefined) serveWithFastify(app, page.assets);
  return app;
}

/** Serves the OpenAPI page at /docs. */
function addDocs(app: INestApplication): void {
  const config = new DocumentBuilder()
    .setTitle('Portcullis sample API')
    .setDescription(
      'Log in, then send the access token as a bearer token. Refresh it before it expires.',
    )
    .setVersion('0.1.0')
    .addBearerAuth()
    .addCookieAuth(app.get(RefreshCookie).name, undefined, 'refresh')
    .build();
  SwaggerModule.setup('docs', app, () => SwaggerModule.createDocument(app, config), {
    customSiteTitle: config.info.title,
  });
}

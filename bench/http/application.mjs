/** The Nest application that all contenders share: one handler that answers with a text. */
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

// Nest as the package itself uses it, not another copy.
const packageFile = path.resolve(import.meta.dirname, '../../packages/nest/package.json');
const { resolve } = createRequire(packageFile);

/** Imports a package as `packages/nest` finds it. */
export const load = (name) => import(pathToFileURL(resolve(name)));

const { Controller, Get, Module, UseGuards } = await load('@nestjs/common');
const { APP_GUARD, NestFactory } = await load('@nestjs/core');

/** Nest's `@UseGuards()`. */
export const use = UseGuards;

/** The class of Nest's `AuthGuard(name)`. */
const { AuthGuard } = await load('@nestjs/passport');
export const passportGuard = AuthGuard;

/** Creates the application, not listening yet. */
export async function application(
  platform,
  { imports = [], providers = [], guards = [], decorators = [], before },
) {
  class HelloController {
    hello() {
      return 'hello';
    }
  }
  const descriptor = Object.getOwnPropertyDescriptor(HelloController.prototype, 'hello');
  for (const decorate of [Get(), ...decorators]) {
    decorate(HelloController.prototype, 'hello', descriptor);
  }
  Controller()(HelloController);
  class BenchModule {
    platform = platform;
  }
  Module({
    imports,
    controllers: [HelloController],
    providers: [...providers, ...guards.map((useClass) => ({ provide: APP_GUARD, useClass }))],
  })(BenchModule);
  const app = await NestFactory.create(BenchModule, await adapterOf(platform), { logger: false });
  await before?.(app);
  return app;
}

async function adapterOf(platform) {
  if (platform === 'fastify') {
    const { FastifyAdapter } = await load('@nestjs/platform-fastify');
    return new FastifyAdapter();
  }
  const { ExpressAdapter } = await load('@nestjs/platform-express');
  return new ExpressAdapter();
}

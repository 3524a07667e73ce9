/**
 * Measures the time that the guards of @portcullis/nest add to a request: with 1 and 200 routes, with 1 and 50 roles.
 * Decorators are read once for each handler, so the time must not grow. Exit code 1 if it does.
 *
 *   npm run bench:guard
 */
import 'reflect-metadata';
import { createHmac, randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import path from 'node:path';

// Uses many short slices and takes the fastest, because other work on the machine can only make a slice slower.
process.env.BENCH_SLICES ??= '61';
process.env.BENCH_SLICE_MS ??= '15';
const { measure } = await import('./lib/measure.mjs');

const require = createRequire(path.resolve(import.meta.dirname, '../packages/nest/package.json'));
const load = (name) => import(pathToFileURL(require.resolve(name)));
const { Controller, Get, Module } = await load('@nestjs/common');
const { NestFactory } = await load('@nestjs/core');
const { FastifyAdapter } = await load('@nestjs/platform-fastify');
const { JwtAuthGuard, JwtAuthModule, Roles, RolesGuard } = await import('@portcullis/nest');

/** The limit of the ratio for 200 routes and for 50 roles. */
const LIMIT = 1.5;
const issuer = 'https://issuer.example';
const audience = 'https://api.example';
const secret = randomBytes(32);

const few = ['role-0'];
const many = Array.from({ length: 50 }, (_, i) => `role-${i}`);

const settings = {
  '1 route, 1 role': { routes: 1, asked: few, held: few },
  'the same again, to show the noise': { routes: 1, asked: few, held: few },
  '200 routes, 1 role': { routes: 200, asked: few, held: few },
  '200 routes that require one of 50 roles': { routes: 200, asked: many, held: few },
  '200 routes, a user with 50 roles': { routes: 200, asked: few, held: many },
};

const applications = [];
const contenders = {};
for (const [name, setting] of Object.entries(settings)) {
  const application = await start(setting);
  applications.push(application);
  contenders[name] = await contender(application, setting);
}
const results = await measure(contenders);
const fastest = (name) => Math.min(...results[name].slices);
const base = fastest('1 route, 1 role');
console.log('Time of the guards for one request with a cached token:\n');
for (const name of Object.keys(results)) {
  const time = fastest(name);
  const times = time / base;
  console.log(
    `${name.padEnd(42)} ${(time / 1000).toFixed(2).padStart(6)} µs  ${times.toFixed(2)} ×`,
  );
  if (times > LIMIT) process.exitCode = 1;
}
for (const { app } of applications) await app.close();
if (process.exitCode) console.log(`\nThe time grows: more than ${LIMIT} ×`);

/** Creates an application with decorated routes. */
async function start({ routes, asked }) {
  class RoutesController {
    routes = routes;
  }
  for (let i = 0; i < routes; i++) {
    const method = { [`route${i}`]: () => i }[`route${i}`];
    RoutesController.prototype[`route${i}`] = method;
    const descriptor = Object.getOwnPropertyDescriptor(RoutesController.prototype, `route${i}`);
    for (const decorate of [Get(`route-${i}`), Roles(...asked)]) {
      decorate(RoutesController.prototype, `route${i}`, descriptor);
    }
  }
  Controller('bench')(RoutesController);
  class BenchModule {
    routes = routes;
  }
  Module({
    imports: [JwtAuthModule.forRoot({ issuer, audience, secret, strategy: false })],
    controllers: [RoutesController],
  })(BenchModule);
  const app = await NestFactory.create(BenchModule, new FastifyAdapter(), { logger: false });
  await app.init();
  return { app, RoutesController };
}

/** Runs both guards for one route after another, as Nest does before each handler. */
async function contender({ app, RoutesController }, { routes, held }) {
  const [authentication, authorization] = [app.get(JwtAuthGuard), app.get(RolesGuard)];
  const token = sign({ role: held, filler: many.slice(held.length) });
  const handlers = Array.from(
    { length: routes },
    (_, i) => RoutesController.prototype[`route${i}`],
  );
  let next = 0;
  const response = { header() {} };
  const ask = async () => {
    const handler = handlers[next++ % routes];
    const authorizationHeader = `Bearer ${token}`;
    const request = {
      headers: { authorization: authorizationHeader },
      rawHeaders: ['Host', 'api.example', 'Authorization', authorizationHeader],
      url: '/bench',
    };
    const context = {
      getType: () => 'http',
      getClass: () => RoutesController,
      getHandler: () => handler,
      getArgByIndex: (index) => [request, response][index],
    };
    return (
      (await authentication.canActivate(context)) && (await authorization.canActivate(context))
    );
  };
  if ((await ask()) !== true) throw new Error('the guards reject a valid token');
  return ask;
}

function sign(claims) {
  const now = Math.floor(Date.now() / 1000);
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const payload = {
    iss: issuer,
    aud: audience,
    sub: 'user-1',
    iat: now,
    exp: now + 600,
    ...claims,
  };
  const input = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(payload)}`;
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
}

// A CommonJS application on Nest 11 that requires the packed packages. Prints one line of JSON with its addresses and
// the versions it found. Runs until its standard input ends.
'use strict';
require('reflect-metadata');
const { createRequire } = require('node:module');
const { Controller, Get, Module, UseGuards } = require('@nestjs/common');
const { NestFactory } = require('@nestjs/core');
const { AuthGuard } = require('@nestjs/passport');
const { MessagePattern, Transport } = require('@nestjs/microservices');
const { WsAdapter } = require('@nestjs/platform-ws');
const { SubscribeMessage, WebSocketGateway } = require('@nestjs/websockets');
const {
  AllRoles,
  Claim,
  CurrentUser,
  JwtAuthGuard,
  JwtAuthModule,
  JwtStrategy,
  OptionalAuth,
  formatRoutes,
  Public,
  RequirePolicy,
  Roles,
  RolesGuard,
  Scopes,
} = require('@portcullis/nest');
const { TokenIssuerModule } = require('@portcullis/nest/issuer');
const { ConfigurationError } = require('@portcullis/core');

const { ISSUER, AUDIENCE, JWKS_ISSUER, JWKS_URI, SECRET, HOLE } = process.env;

class AppController {
  who(user) {
    return { id: user.id, issuer: user.issuer };
  }

  open() {
    return 'open';
  }

  admin() {
    return 'admin';
  }

  passport(id) {
    return id;
  }

  auditors() {
    return 'auditors';
  }

  orders() {
    return 'orders';
  }

  mine() {
    return 'mine';
  }

  maybe(email) {
    return { email };
  }

  message(id) {
    return id;
  }

  adminMessage() {
    return 'admin';
  }
}

class IsUserOne {
  async canAccess({ user }) {
    return user.id === 'user-1';
  }
}

/** Nest 11 runs no global guard for gateways. Without its own guards the application must not start. */
class Gateway {
  ping(id) {
    return { event: 'pong', data: id };
  }

  adminPing() {
    return { event: 'pong', data: 'admin' };
  }
}
handler(Gateway, 'ping', SubscribeMessage('ping'));
CurrentUser('id')(Gateway.prototype, 'ping', 0);
handler(Gateway, 'adminPing', SubscribeMessage('admin'), Roles('admin'));
WebSocketGateway({ path: '/live' })(Gateway);
if (HOLE !== 'gateway') UseGuards(JwtAuthGuard, RolesGuard)(Gateway);

// The output of the TypeScript compiler for decorators.
handler(AppController, 'who', Get('who'));
CurrentUser()(AppController.prototype, 'who', 0);
handler(AppController, 'open', Get('open'), Public());
handler(AppController, 'admin', Get('admin'), Roles('admin'));
handler(AppController, 'passport', Get('passport'), UseGuards(AuthGuard('jwt')));
CurrentUser('id')(AppController.prototype, 'passport', 0);
handler(AppController, 'auditors', Get('auditors'), AllRoles('staff', 'auditor'));
handler(AppController, 'orders', Get('orders'), Scopes('orders:read'));
handler(AppController, 'mine', Get('mine'), RequirePolicy(IsUserOne));
handler(AppController, 'maybe', Get('maybe'), OptionalAuth());
Claim('email')(AppController.prototype, 'maybe', 0);
handler(AppController, 'message', MessagePattern('message'));
CurrentUser('id')(AppController.prototype, 'message', 0);
handler(AppController, 'adminMessage', MessagePattern('admin'), Roles('admin'));
Controller()(AppController);

function AppModule() {}
Module({
  imports: [
    JwtAuthModule.forRootAsync({
      useFactory: async () => ({
        issuers: [
          { issuer: ISSUER, audience: AUDIENCE, secret: SECRET },
          { issuer: JWKS_ISSUER, audience: AUDIENCE, jwksUri: JWKS_URI },
        ],
      }),
    }),
    TokenIssuerModule.forRoot({ issuer: 'https://own.example', audience: AUDIENCE }),
  ],
  controllers: [AppController],
  providers: [Gateway, IsUserOne],
})(AppModule);

function handler({ prototype }, name, ...decorators) {
  const descriptor = Object.getOwnPropertyDescriptor(prototype, name);
  for (const decorate of decorators) decorate(prototype, name, descriptor);
}

/** The version of a package, as the packed @portcullis/nest resolves it. */
function versionSeenByPackage(name) {
  return createRequire(require.resolve('@portcullis/nest'))(`${name}/package.json`).version;
}

function describeFindings() {
  return {
    application: require('@nestjs/core/package.json').version,
    core: versionSeenByPackage('@nestjs/core'),
    common: versionSeenByPackage('@nestjs/common'),
    passport: versionSeenByPackage('@nestjs/passport'),
    packages: ['core', 'issuer', 'nest'].map((name) => require.resolve(`@portcullis/${name}`)),
    strategyIsPassportJwt: JwtStrategy.prototype instanceof require('passport-jwt').Strategy,
    wrongRoles: refusalOf(() => Roles()),
  };
}

function refusalOf(work) {
  try {
    return work() && undefined;
  } catch (error) {
    return error instanceof ConfigurationError ? error.code : String(error);
  }
}

async function main() {
  const app = await NestFactory.create(AppModule, { logger: false, abortOnError: false });
  app.useWebSocketAdapter(new WsAdapter(app));
  const tcp = { transport: Transport.TCP, options: { host: '127.0.0.1', port: 0 } };
  const service = app.connectMicroservice(tcp, { inheritAppConfig: HOLE !== 'microservice' });
  await app.startAllMicroservices();
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address();
  const tcpPort = service.unwrap().address().port;
  const routes = formatRoutes(app).split('\n');
  process.stdout.write(`${JSON.stringify({ port, tcpPort, routes, ...describeFindings() })}\n`);
  process.stdin.resume().once('end', () => void app.close());
}

void main();

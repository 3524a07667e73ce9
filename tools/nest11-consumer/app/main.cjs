// A CommonJS application on Nest 11 that requires the packed packages. It says in one line of JSON where it listens
// and which versions it found, and runs until its standard input ends.
'use strict';
require('reflect-metadata');
const { createRequire } = require('node:module');
const { Controller, Get, Module, UseGuards } = require('@nestjs/common');
const { NestFactory } = require('@nestjs/core');
const { AuthGuard } = require('@nestjs/passport');
const { CurrentUser, JwtAuthModule, JwtStrategy, Public, Roles } = require('@portcullis/nest');
const { TokenIssuerModule } = require('@portcullis/nest/issuer');
const { ConfigurationError } = require('@portcullis/core');

const { ISSUER, AUDIENCE, JWKS_ISSUER, JWKS_URI, SECRET } = process.env;

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
}
// What the TypeScript compiler makes of decorators.
handler('who', Get('who'));
CurrentUser()(AppController.prototype, 'who', 0);
handler('open', Get('open'), Public());
handler('admin', Get('admin'), Roles('admin'));
handler('passport', Get('passport'), UseGuards(AuthGuard('jwt')));
CurrentUser('id')(AppController.prototype, 'passport', 0);
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
})(AppModule);

function handler(name, ...decorators) {
  const descriptor = Object.getOwnPropertyDescriptor(AppController.prototype, name);
  for (const decorate of decorators) decorate(AppController.prototype, name, descriptor);
}

/** The version of a package, as the packed @portcullis/nest finds it. */
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
  const app = await NestFactory.create(AppModule, { logger: false });
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address();
  process.stdout.write(`${JSON.stringify({ port, ...describeFindings() })}\n`);
  process.stdin.resume().once('end', () => void app.close());
}

void main();

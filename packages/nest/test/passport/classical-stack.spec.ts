/**
 * What a Nest user picks without us (@nestjs/passport, passport-jwt, jwks-rsa) beside what we do, over HTTP: the same
 * tokens, the same issuer. packages/core has the third comparison, of unknown key IDs.
 */
import { Controller, Get, Injectable, UseGuards, type Type } from '@nestjs/common';
import { AuthGuard, PassportModule, PassportStrategy } from '@nestjs/passport';
import { JwtAuthModule } from '@portcullis/nest';
import jwksRsa from 'jwks-rsa';
import passportJwt from 'passport-jwt';
import { PLATFORMS, startApp, type Platform, type RunningApp } from '../support/app.js';
import { WhoController } from '../support/controllers.js';
import { KeyServer } from '../support/key-server.js';
import { rsaKeyPair, secretKey, type KeyPair } from '../support/keys.js';
import { AUDIENCE, ISSUER, mint, tampered } from '../support/tokens.js';

const running: { close(): Promise<void> }[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.close()));
});

@Controller()
@UseGuards(AuthGuard('jwt'))
class ClassicalController {
  @Get('who')
  who(): string {
    return 'somebody';
  }
}

type Keys =
  | { readonly secretOrKey: Buffer }
  | { readonly secretOrKeyProvider: ReturnType<typeof jwksRsa.passportJwtSecret> };

/** The strategy as Nest's own documentation writes it. */
function classicalStrategy(keys: Keys): Type {
  @Injectable()
  class ClassicalStrategy extends PassportStrategy(passportJwt.Strategy) {
    constructor() {
      super({
        jwtFromRequest: passportJwt.ExtractJwt.fromAuthHeaderAsBearerToken(),
        issuer: ISSUER,
        audience: AUDIENCE,
        ...keys,
      });
    }

    validate(claims: object): object {
      return claims;
    }
  }
  return ClassicalStrategy;
}

async function startClassical(platform: Platform, keys: Keys): Promise<RunningApp> {
  const app = await startApp(platform, {
    imports: [PassportModule],
    controllers: [ClassicalController],
    providers: [classicalStrategy(keys)],
  });
  running.push(app);
  return app;
}

async function startOurs(
  platform: Platform,
  keys: { readonly secret: Buffer; readonly strategy?: string } | { readonly jwksUri: string },
): Promise<RunningApp> {
  const app = await startApp(platform, {
    imports: [
      JwtAuthModule.forRoot({ issuer: ISSUER, audience: AUDIENCE, strategy: 'ours', ...keys }),
    ],
    controllers: [WhoController],
  });
  running.push(app);
  return app;
}

async function startKeyServer(key: KeyPair): Promise<KeyServer> {
  const server = await KeyServer.start(key.publicJwk);
  running.push({ close: () => server.stop() });
  return server;
}

describe.each(PLATFORMS)('beside the classical stack on %s', (platform) => {
  it('a second application in the process takes over its strategy, and not ours', async () => {
    const [key, foreign] = [secretKey(), secretKey()];
    const who = async (app: RunningApp): Promise<readonly number[]> => [
      (await app.get('/who', mint(key))).status,
      (await app.get('/who', mint(foreign))).status,
    ];
    const classical = await startClassical(platform, { secretOrKey: key.key });
    const ours = await startOurs(platform, { secret: key.key });
    await startClassical(platform, { secretOrKey: foreign.key });
    await startOurs(platform, { secret: foreign.key, strategy: 'ours-too' });

    expect(await who(classical)).toEqual([401, 200]);
    expect(await who(ours)).toEqual([200, 401]);
  });

  it('an outage of the JWKS is a bad token to it, and an outage to us', async () => {
    const key = rsaKeyPair('key-1');
    const server = await startKeyServer(key);
    server.broken = true;
    const jwksUri = server.uri;
    const classical = await startClassical(platform, {
      secretOrKeyProvider: jwksRsa.passportJwtSecret({ jwksUri, cache: true }),
    });
    const ours = await startOurs(platform, { jwksUri });
    const good = mint(key);
    const [theirs, own] = [await classical.get('/who', good), await ours.get('/who', good)];

    expect([theirs.status, theirs.headers.has('retry-after')]).toEqual([401, false]);
    expect([own.status, own.headers.has('www-authenticate')]).toEqual([503, false]);
    expect(Number(own.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('a forged token gets a bare 401 of it, and of us a challenge that says what to do', async () => {
    const key = rsaKeyPair('key-1');
    const { uri: jwksUri } = await startKeyServer(key);
    const classical = await startClassical(platform, {
      secretOrKeyProvider: jwksRsa.passportJwtSecret({ jwksUri, cache: true }),
    });
    const ours = await startOurs(platform, { jwksUri });
    const forged = tampered(mint(key), { sub: 'root' });
    const challenge = async (app: RunningApp): Promise<readonly unknown[]> => {
      const { status, headers } = await app.get('/who', forged);
      return [status, headers.get('www-authenticate')];
    };

    expect((await classical.get('/who', mint(key))).status).toBe(200);
    expect((await ours.get('/who', mint(key))).status).toBe(200);
    expect(await challenge(classical)).toEqual([401, undefined]);
    expect(await challenge(ours)).toEqual([
      401,
      expect.stringMatching(/^Bearer realm="[^"]*", error="invalid_token"/),
    ]);
  });
});

import { Injectable, Module } from '@nestjs/common';
import {
  Authenticator,
  JwtAuthModule,
  TokenVerifier,
  type JwtAuthModuleOptions,
  type JwtAuthOptionsFactory,
  type JwtAuthRootAsyncOptions,
} from '@portcullis/nest';
import { PLATFORMS, startApp, type RunningApp } from '../support/app.js';
import { WhoController } from '../support/controllers.js';
import { KeyServer } from '../support/key-server.js';
import { rsaKeyPair, secretKey, type SignWith } from '../support/keys.js';
import { AUDIENCE, ISSUER, mint } from '../support/tokens.js';

const rsa = rsaKeyPair('rsa-1');
const hmac = secretKey();
const trusted = { issuer: ISSUER, audience: AUDIENCE };
const options: JwtAuthModuleOptions = { ...trusted, secret: hmac.key };

let app: RunningApp | undefined;
let keyServer: KeyServer;

beforeAll(async () => {
  keyServer = await KeyServer.start(rsa.publicJwk);
});

afterEach(async () => {
  await app?.close();
  app = undefined;
});

afterAll(() => keyServer.stop());

describe.each(PLATFORMS)('forRoot on %s', (platform) => {
  const oldSecret = secretKey('2025');
  const newSecret = secretKey('2026');
  const forms: readonly (readonly [
    form: string,
    options: () => JwtAuthModuleOptions,
    key: SignWith,
  ])[] = [
    ['a secret', () => ({ ...trusted, secret: hmac.key }), hmac],
    ['a JWKS address', () => ({ ...trusted, jwksUri: keyServer.uri }), rsa],
    ['a JWK Set', () => ({ ...trusted, jwks: { keys: [rsa.publicJwk] } }), rsa],
    ['a public key', () => ({ ...trusted, publicKey: rsa.publicPem }), { ...rsa, kid: 'any' }],
    [
      'a map of secrets, the old one',
      () => ({ ...trusted, secrets: { '2025': oldSecret.key, '2026': newSecret.key } }),
      oldSecret,
    ],
    [
      'a map of secrets, the new one',
      () => ({ ...trusted, secrets: { '2025': oldSecret.key, '2026': newSecret.key } }),
      newSecret,
    ],
  ];

  it.each(forms)('takes %s', async (_form, optionsOf, key) => {
    app = await startApp(platform, {
      imports: [JwtAuthModule.forRoot(optionsOf())],
      controllers: [WhoController],
    });

    expect((await app.get('/who', mint(key))).status).toBe(200);
    expect((await app.get('/who', mint(key.alg === 'RS256' ? hmac : rsa))).status).toBe(401);
  });

  it('takes several issuers, each with its own keys', async () => {
    const partner = 'https://partner.example';
    const issuers = [
      { ...trusted, jwksUri: keyServer.uri },
      { issuer: partner, audience: AUDIENCE, secret: hmac.key },
    ];
    app = await startApp(platform, {
      imports: [JwtAuthModule.forRoot({ issuers })],
      controllers: [WhoController],
    });

    expect((await app.get('/who', mint(rsa))).status).toBe(200);
    expect((await app.get('/who', mint(hmac, { iss: partner }))).status).toBe(200);
    expect((await app.get('/who', mint(rsa, { iss: partner }))).status).toBe(401);
    expect((await app.get('/who', mint(hmac))).status).toBe(401);
  });
});

@Injectable()
class Settings implements JwtAuthOptionsFactory {
  createJwtAuthOptions(): JwtAuthModuleOptions {
    return options;
  }
}

@Injectable()
class SlowSettings implements JwtAuthOptionsFactory {
  async createJwtAuthOptions(): Promise<JwtAuthModuleOptions> {
    await Promise.resolve();
    return options;
  }
}

@Module({ providers: [Settings], exports: [Settings] })
class SettingsModule {}

describe('forRootAsync', () => {
  const forms: readonly (readonly [form: string, options: JwtAuthRootAsyncOptions])[] = [
    [
      'useFactory with imports and inject',
      {
        imports: [SettingsModule],
        inject: [Settings],
        useFactory: (settings: Settings) => settings.createJwtAuthOptions(),
      },
    ],
    ['an async useFactory', { useFactory: () => Promise.resolve(options) }],
    ['useClass', { useClass: Settings }],
    ['a useClass that answers later', { useClass: SlowSettings }],
    ['useExisting', { imports: [SettingsModule], useExisting: Settings }],
  ];

  it.each(forms)('takes %s', async (_form, asyncOptions) => {
    app = await startApp('express', {
      imports: [JwtAuthModule.forRootAsync(asyncOptions)],
      controllers: [WhoController],
    });

    expect((await app.get('/who', mint(hmac))).status).toBe(200);
    expect((await app.get('/who', mint(rsa))).status).toBe(401);
    expect((await app.get('/who')).status).toBe(401);
  });
});

describe('isGlobal', () => {
  @Injectable()
  class Wants {
    constructor(
      readonly verifier: TokenVerifier,
      readonly authenticator: Authenticator,
    ) {}
  }

  @Module({ providers: [Wants] })
  class FeatureModule {}

  it('lets every module inject the verifier by default', async () => {
    app = await startApp('express', { imports: [JwtAuthModule.forRoot(options), FeatureModule] });
    const { verifier, authenticator } = app.nest.get(Wants, { strict: false });

    expect(authenticator).toBeInstanceOf(Authenticator);
    expect((await verifier.verify(mint(hmac))).claims.sub).toBe('user-1');
  });

  it('false keeps it to the modules that import it, and every handler is guarded all the same', async () => {
    const imports = [JwtAuthModule.forRoot({ ...options, isGlobal: false })];
    await expect(startApp('express', { imports: [...imports, FeatureModule] })).rejects.toThrow(
      /TokenVerifier/,
    );

    app = await startApp('express', { imports, controllers: [WhoController] });
    expect((await app.get('/who')).status).toBe(401);
  });
});

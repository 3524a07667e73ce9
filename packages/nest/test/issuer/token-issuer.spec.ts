import { Body, Controller, Get, Injectable, Module, Post } from '@nestjs/common';
import { createLocalJWKSet, jwtVerify, type JSONWebKeySet } from 'jose';
import { CurrentUser, JwtAuthModule, Public, Roles } from '@portcullis/nest';
import {
  IssuerKeys,
  KeyRing,
  MemoryKeyStore,
  SigningKey,
  TokenIssuerModule,
  TokenSigner,
  type SigningAlgorithm,
  type TokenIssuerModuleOptions,
  type TokenIssuerOptionsFactory,
} from '@portcullis/nest/issuer';
import { PLATFORMS, startApp, type Platform, type RunningApp } from '../support/app.js';
import { secretKey } from '../support/keys.js';
import { AUDIENCE, ISSUER, mint, tampered } from '../support/tokens.js';

@Controller()
class SessionController {
  constructor(private readonly signer: TokenSigner) {}

  @Public()
  @Post('login')
  async login(@Body() { name, role }: { name: string; role: string }): Promise<unknown> {
    const { token, expiresIn } = await this.signer.sign({ subject: name, claims: { role } });
    return { access_token: token, token_type: 'Bearer', expires_in: expiresIn };
  }

  @Get('profile')
  profile(@CurrentUser('id') id: string): { readonly id: string } {
    return { id };
  }

  @Roles('admin')
  @Get('admin')
  admin(): string {
    return 'admin';
  }
}

const base: TokenIssuerModuleOptions = { issuer: ISSUER, audience: AUDIENCE };
/** Where any key will do: those of RS256 take their time to make. */
const quick: TokenIssuerModuleOptions = { ...base, keys: { algorithm: 'ES256' } };
let app: RunningApp;

/** Starts an application that signs tokens, and accepts them with the keys in its process. */
async function start(
  platform: Platform,
  issuer: ReturnType<typeof TokenIssuerModule.forRoot>,
): Promise<void> {
  const auth = JwtAuthModule.forRootAsync({
    inject: [IssuerKeys],
    useFactory: (keys: IssuerKeys) => ({ issuer: ISSUER, audience: AUDIENCE, keys }),
  });
  app = await startApp(platform, { imports: [issuer, auth], controllers: [SessionController] });
}

async function login(role: string): Promise<string> {
  const { json } = await app.get('/login', undefined, {
    method: 'POST',
    headers: [['Content-Type', 'application/json']],
    body: JSON.stringify({ name: 'ada', role }),
  });
  return (json() as { access_token: string }).access_token;
}

async function published(): Promise<JSONWebKeySet> {
  return (await app.get('/.well-known/jwks.json')).json() as JSONWebKeySet;
}

describe.each(PLATFORMS)('TokenIssuerModule on %s', (platform) => {
  afterEach(() => app.close());

  it.each<SigningAlgorithm>(['RS256', 'HS256', 'ES256', 'EdDSA'])(
    'signs %s tokens at login that open guarded handlers',
    async (algorithm) => {
      await start(platform, TokenIssuerModule.forRoot({ ...base, keys: { algorithm } }));
      const viewer = await login('viewer');
      const admin = await login('admin');

      expect((await app.get('/profile', viewer)).json()).toEqual({ id: 'ada' });
      expect((await app.get('/admin', viewer)).status).toBe(403);
      expect((await app.get('/admin', admin)).status).toBe(200);
      expect((await app.get('/profile')).status).toBe(401);
      expect((await app.get('/profile', tampered(viewer, { role: 'admin' }))).status).toBe(401);
      expect((await app.get('/profile', mint(secretKey()))).status).toBe(401);
    },
  );

  it.each<SigningAlgorithm>(['RS256', 'ES256', 'EdDSA'])(
    'publishes the %s key that others verify its tokens with',
    async (algorithm) => {
      await start(platform, TokenIssuerModule.forRoot({ ...base, keys: { algorithm } }));
      const { payload } = await jwtVerify(
        await login('viewer'),
        createLocalJWKSet(await published()),
        { issuer: ISSUER, audience: AUDIENCE, algorithms: [algorithm] },
      );

      expect(payload).toMatchObject({ sub: 'ada', role: 'viewer' });
    },
  );

  it('publishes without asking for a token, cacheable, and no private member', async () => {
    await start(platform, TokenIssuerModule.forRoot(base));
    const { status, headers, json } = await app.get('/.well-known/jwks.json');
    const { keys } = json() as JSONWebKeySet;

    expect(status).toBe(200);
    expect(headers.get('content-type')).toMatch(/^application\/jwk-set\+json(;|$)/);
    expect(headers.get('cache-control')).toBe('public, max-age=600');
    expect(headers.get('etag')).toBe(app.nest.get(KeyRing).publication().etag);
    expect(keys).toHaveLength(2); // the one that signs, and the one that signs next
    expect(Object.keys(keys[0] ?? {}).toSorted()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
    expect(keys[0]).toMatchObject({ kid: app.nest.get(KeyRing).active.kid, alg: 'RS256' });
  });

  it('publishes nothing of a secret', async () => {
    await start(platform, TokenIssuerModule.forRoot({ ...base, keys: { algorithm: 'HS256' } }));

    expect(await published()).toEqual({ keys: [] });
  });
});

@Injectable()
class Settings implements TokenIssuerOptionsFactory {
  createTokenIssuerOptions(): TokenIssuerModuleOptions {
    return { ...base, keys: { algorithm: 'EdDSA' } };
  }
}

@Module({ providers: [Settings], exports: [Settings] })
class SettingsModule {}

describe('TokenIssuerModule', () => {
  afterEach(() => app.close());

  it.each<[string, () => ReturnType<typeof TokenIssuerModule.forRoot>]>([
    [
      'useFactory',
      () =>
        TokenIssuerModule.forRootAsync({
          imports: [SettingsModule],
          inject: [Settings],
          useFactory: (settings: Settings) => settings.createTokenIssuerOptions(),
        }),
    ],
    ['useClass', () => TokenIssuerModule.forRootAsync({ useClass: Settings })],
    [
      'useExisting',
      () => TokenIssuerModule.forRootAsync({ imports: [SettingsModule], useExisting: Settings }),
    ],
  ])('takes its options from forRootAsync with %s', async (_form, make) => {
    await start('express', make());

    expect((await app.get('/profile', await login('viewer'))).status).toBe(200);
    expect((await published()).keys[0]).toMatchObject({ kty: 'OKP', alg: 'EdDSA' });
  });

  it('signs with the key that it is given, for as long as it is told', async () => {
    const key = await SigningKey.generate('ES256', { kid: 'mine' });
    await start(
      'express',
      TokenIssuerModule.forRoot({ ...base, keys: { initialKey: key }, expiresIn: '5m' }),
    );
    const { payload, protectedHeader } = await jwtVerify(
      await login('viewer'),
      createLocalJWKSet(await published()),
    );

    expect(protectedHeader).toMatchObject({ alg: 'ES256', kid: 'mine' });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(300);
  });

  it('keeps its key in the store: tokens outlive a restart', async () => {
    const keys = { ...quick.keys, store: new MemoryKeyStore() };
    await start('express', TokenIssuerModule.forRoot({ ...quick, keys }));
    const token = await login('viewer');
    await app.close();
    await start('express', TokenIssuerModule.forRoot({ ...quick, keys }));

    expect((await app.get('/profile', token)).status).toBe(200);
  });

  it('without a store a restart ends the tokens', async () => {
    await start('express', TokenIssuerModule.forRoot(quick));
    const token = await login('viewer');
    await app.close();
    await start('express', TokenIssuerModule.forRoot(quick));

    expect((await app.get('/profile', token)).status).toBe(401);
  });
});

describe('a wrong configuration of the issuer', () => {
  it.each<[string, Partial<TokenIssuerModuleOptions>]>([
    ['issuer', { issuer: '' }],
    ['audience', { audience: [] }],
    ['expiresIn', { expiresIn: '0s' }],
    ['algorithm', { keys: { algorithm: 'none' as SigningAlgorithm } }],
  ])('of %s does not start', async (option, difference) => {
    const issuer = TokenIssuerModule.forRoot({ ...quick, ...difference });

    await expect(start('express', issuer)).rejects.toMatchObject({
      code: 'ERR_CONFIGURATION',
      option,
    });
  });
});

import { Controller, Post } from '@nestjs/common';
import passportJwt from 'passport-jwt';
import {
  CurrentUser,
  JwtAuthModule,
  type JwtAuthModuleOptions,
  type NestAuthOptions,
} from '@portcullis/nest';
import { PLATFORMS, startApp, type Platform, type RunningApp } from '../support/app.js';
import { ManualController, PassportController } from '../support/controllers.js';
import type { RequestSettings } from '../support/http-client.js';
import { secretKey } from '../support/keys.js';
import { AUDIENCE, ISSUER, mint } from '../support/tokens.js';

const { ExtractJwt } = passportJwt;
const hmac = secretKey();
const trusted: JwtAuthModuleOptions = { issuer: ISSUER, audience: AUDIENCE, secret: hmac.key };
const token = mint(hmac);

/** The same question by a request with a body. */
@Controller('manual')
class ManualPostController extends ManualController {
  @Post('who')
  post(@CurrentUser() user: unknown): { readonly user: unknown } {
    return { user };
  }
}

@Controller('passport')
class PassportPostController extends PassportController {
  @Post('who')
  post(@CurrentUser() user: unknown): { readonly user: unknown } {
    return { user };
  }
}

let app: RunningApp;

async function start(platform: Platform, options: NestAuthOptions): Promise<void> {
  app = await startApp(platform, {
    imports: [JwtAuthModule.forRoot({ ...trusted, ...options, guard: 'manual' })],
    controllers: [ManualPostController, PassportPostController],
  });
}

/** The status through the guard and through AuthGuard, which must be one. */
async function status(settings: RequestSettings, query = ''): Promise<number> {
  const byGuard = await app.get(`/manual/who${query}`, undefined, settings);
  const byPassport = await app.get(`/passport/who${query}`, undefined, settings);
  expect(byPassport.bytes).toBe(byGuard.bytes);
  const challenge = byGuard.headers.get('www-authenticate') ?? '';
  expect(challenge.includes('error="invalid_request"')).toBe(byGuard.status === 400);
  return byGuard.status;
}

const authorization = ['Authorization', `Bearer ${token}`] as const;
const cookie = ['Cookie', `theme=dark; token=${token}`] as const;

describe.each(PLATFORMS)('on %s', (platform) => {
  afterEach(() => app.close());

  it('without the cookie option, a cookie is not read', async () => {
    await start(platform, {});

    expect(await status({ headers: [cookie] })).toBe(401);
    expect(await status({ headers: [authorization] })).toBe(200);
    expect(await status({ headers: [authorization, cookie] })).toBe(200);
  });

  it('with the cookie option the token is in the header or in the cookie, not in both', async () => {
    await start(platform, { cookie: 'token' });

    expect(await status({ headers: [cookie] })).toBe(200);
    expect(await status({ headers: [authorization] })).toBe(200);
    expect(await status({ headers: [authorization, cookie] })).toBe(400);
    expect(await status({ headers: [['Cookie', 'theme=dark']] })).toBe(401);
    expect(await status({ headers: [['Cookie', 'token=x.y.z']] })).toBe(401);
  });

  it('a cookie that comes twice is refused, in one header line or in two', async () => {
    await start(platform, { cookie: 'token' });
    const again = ['Cookie', `token=${token}`] as const;

    expect(await status({ headers: [again] })).toBe(200);
    expect(await status({ headers: [['Cookie', `${again[1]}; ${again[1]}`]] })).toBe(400);
    expect(await status({ headers: [cookie, again] })).toBe(400);
    expect(await status({ headers: [['Cookie', `${again[1]}; token=`]] })).toBe(400);
  });

  it('a cookie whose name only begins or ends alike is not the cookie', async () => {
    await start(platform, { cookie: 'token' });

    expect(await status({ headers: [['Cookie', `token2=${token}`]] })).toBe(401);
    expect(await status({ headers: [['Cookie', `my-token=${token}`]] })).toBe(401);
    expect(await status({ headers: [['Cookie', `TOKEN=${token}`]] })).toBe(401);
  });

  it('a token in the URL is refused, alone or beside the header', async () => {
    await start(platform, {});

    expect(await status({ headers: [authorization] }, '?page=2')).toBe(200);
    expect(await status({ headers: [authorization] }, `?access_token=${token}`)).toBe(400);
    expect(await status({}, `?page=2&access_token=${token}`)).toBe(400);
  });

  it.each([
    ['a form', 'application/x-www-form-urlencoded', (name: string) => `page=2&${name}=${token}`],
    ['JSON', 'application/json', (name: string) => JSON.stringify({ page: 2, [name]: token })],
  ])('a token in %s is refused, alone or beside the header', async (_what, type, bodyOf) => {
    await start(platform, {});
    const post = (name: string, ...headers: (readonly [string, string])[]) =>
      status({ method: 'POST', headers: [['Content-Type', type], ...headers], body: bodyOf(name) });

    expect(await post('access_token', authorization)).toBe(400);
    expect(await post('access_token')).toBe(400);
    expect(await post('accessToken', authorization)).toBe(201);
    expect(await post('accessToken')).toBe(401);
  });

  it('extract may find it in the body', async () => {
    const extract = ExtractJwt.fromBodyField('access_token');
    await start(platform, { extract: extract as NonNullable<NestAuthOptions['extract']> });
    const post = (body: object) =>
      status({
        method: 'POST',
        headers: [['Content-Type', 'application/json']],
        body: JSON.stringify(body),
      });

    expect(await post({ access_token: token })).toBe(201);
    expect(await post({ token })).toBe(401);
  });

  it.each([
    ['fromAuthHeaderAsBearerToken', ExtractJwt.fromAuthHeaderAsBearerToken(), authorization],
    ['fromHeader', ExtractJwt.fromHeader('x-token'), ['X-Token', token]],
    [
      'fromAuthHeaderWithScheme',
      ExtractJwt.fromAuthHeaderWithScheme('JWT'),
      ['Authorization', `JWT ${token}`],
    ],
    [
      'fromExtractors',
      ExtractJwt.fromExtractors([ExtractJwt.fromHeader('x-a'), ExtractJwt.fromHeader('x-b')]),
      ['X-B', token],
    ],
  ] as const)('extract takes ExtractJwt.%s', async (_name, extract, header) => {
    await start(platform, { extract: extract as NonNullable<NestAuthOptions['extract']> });

    expect(await status({ headers: [header] })).toBe(200);
    expect(await status({ headers: [[header[0], header[1].slice(0, -4)]] })).toBe(401);
    expect(await status({})).toBe(401);
    expect(await status({ headers: [['X-Other', token]] })).toBe(401);
  });

  it('extract takes ExtractJwt.fromUrlQueryParameter', async () => {
    const extract = ExtractJwt.fromUrlQueryParameter('t');
    await start(platform, { extract: extract as NonNullable<NestAuthOptions['extract']> });

    expect(await status({}, `?t=${token}`)).toBe(200);
    expect(await status({})).toBe(401);
    expect(await status({ headers: [authorization] })).toBe(401);
  });

  it.each([
    ['null', null],
    ['undefined', undefined],
    ['an empty text', ''],
    ['an object', { token }],
    ['a promise', Promise.resolve(token)],
  ])('a function that extracts %s has found no credential', async (_what, found) => {
    await start(platform, { extract: (() => found) as NonNullable<NestAuthOptions['extract']> });

    expect(await status({ headers: [authorization] })).toBe(401);
  });
});

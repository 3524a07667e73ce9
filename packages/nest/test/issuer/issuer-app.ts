/** An application that signs its people in: by JSON, by cookie, and through its own token endpoint. */
import { Body, Controller, Delete, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { Provider } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { CurrentUser, JwtAuthModule, Public, Roles, type HttpRequest } from '@portcullis/nest';
import {
  hashClientSecret,
  isClientSecret,
  MemoryRevocationStore,
  MemorySessionStore,
  RefreshCookie,
  SameOrigin,
  TokenIssuer,
  TokenIssuerModule,
  type CookieResponse,
  type TokenIssuerModuleExtras,
  type TokenIssuerModuleOptions,
  type TokenResponse,
} from '@portcullis/nest/issuer';
import { startApp, type AnyPlatform, type RunningApp } from '../support/app.js';
import type { Answer, HeaderLine } from '../support/http-client.js';
import { AUDIENCE, ISSUER } from '../support/tokens.js';

/** Sessions whose store can be unavailable. */
export class LosableSessions extends MemorySessionStore {
  isLost = false;

  override find(handleHash: Buffer) {
    if (this.isLost) return Promise.reject(new Error('the connection is gone'));
    return super.find(handleHash);
  }
}

/** Who there is, and what they may do now. */
export class People {
  readonly roles = new Map([
    ['ada', 'admin'],
    ['bob', 'viewer'],
  ]);
  failure: Error | undefined;
  /** Instead of the scope of a role. */
  scopes: string | undefined;
  asked: unknown[] = [];

  readonly grant: NonNullable<TokenIssuerModuleOptions['grant']> = (subject, context) => {
    this.asked.push([subject, context.reason, context.session?.id]);
    if (this.failure) throw this.failure;
    const role = this.roles.get(subject);
    return role === undefined
      ? undefined
      : { claims: { role }, scope: this.scopes ?? `${role}:read` };
  };
}

export const CLIENT_SECRET = randomBytes(32).toString('hex');
const hash = hashClientSecret(CLIENT_SECRET);

/** A client whose ID must be encoded for HTTP Basic. */
export const CLIENT_ID = 'jobs:näc ht';
export const clients: NonNullable<TokenIssuerModuleOptions['clients']> = (id, secret) => {
  const isRight = isClientSecret(secret, id === CLIENT_ID ? hash : undefined);
  return isRight ? { claims: { role: 'job' }, scope: 'jobs:read jobs:write' } : undefined;
};

@Controller()
class PeopleController {
  constructor(
    private readonly issuer: TokenIssuer,
    private readonly cookie: RefreshCookie,
  ) {}

  @Public()
  @Post('login')
  login(@Body() { name }: { name: string }): Promise<TokenResponse> {
    return this.issuer.signIn(name, { label: 'a test' });
  }

  @Public()
  @Post('renew')
  renew(@Body() { token }: { token: unknown }): Promise<TokenResponse> {
    return this.issuer.refresh(token);
  }

  @Public()
  @Post('logout')
  async logout(@Body() { token }: { token: unknown }): Promise<{ readonly ended: boolean }> {
    return { ended: await this.issuer.signOut(token) };
  }

  @Delete('sessions/:id')
  end(@CurrentUser('id') subject: string, @Param('id') id: string): Promise<boolean> {
    return this.issuer.sessions.end(subject, id);
  }

  @Public()
  @SameOrigin()
  @Post('web/login')
  async webLogin(@Res({ passthrough: true }) response: CookieResponse): Promise<string> {
    const { refresh_token: token = '' } = await this.issuer.signIn('ada');
    this.cookie.set(response, token);
    return 'in';
  }

  @Public()
  @SameOrigin()
  @Post('web/refresh')
  async webRefresh(
    @Req() request: HttpRequest,
    @Res({ passthrough: true }) response: CookieResponse,
  ): Promise<{ readonly access_token: string }> {
    const answer = await this.issuer.refresh(this.cookie.read(request));
    this.cookie.set(response, answer.refresh_token ?? '');
    return { access_token: answer.access_token };
  }

  @Public()
  @SameOrigin()
  @Post('web/logout')
  async webLogout(
    @Req() request: HttpRequest,
    @Res({ passthrough: true }) response: CookieResponse,
  ): Promise<string> {
    await this.issuer.signOut(this.cookie.read(request));
    this.cookie.clear(response);
    return 'out';
  }

  @Public()
  @SameOrigin()
  @Get('web/page')
  page(): string {
    return 'page';
  }

  @Get('me')
  me(@CurrentUser('id') id: string): { readonly id: string } {
    return { id };
  }

  @Roles('admin')
  @Get('admin')
  admin(): string {
    return 'admin';
  }

  @Public()
  @Post('bug')
  bug(): never {
    throw new Error('a bug');
  }
}

/** What these applications have in common: no grace, so that a token that was used up is seen at once. */
export function issuerOptions(people: People): TokenIssuerModuleOptions {
  return {
    issuer: ISSUER,
    audience: AUDIENCE,
    keys: { algorithm: 'ES256' },
    sessions: { store: new LosableSessions(), refreshKey: randomBytes(32), reuseGrace: 0 },
    grant: people.grant,
    revocations: { store: new MemoryRevocationStore() },
    clients,
  };
}

/** A running application with requests to it by name. */
export interface IssuerApp extends RunningApp {
  readonly issuer: TokenIssuer;
  post(path: string, body: object, headers?: readonly HeaderLine[]): Promise<Answer>;
  form(path: string, body: string, headers?: readonly HeaderLine[]): Promise<Answer>;
  signIn(name: string): Promise<Required<TokenResponse>>;
}

export async function startIssuer(
  platform: AnyPlatform,
  options: TokenIssuerModuleOptions & TokenIssuerModuleExtras,
  {
    providers = [],
    realm = 'api',
    cookie,
  }: { providers?: Provider[]; realm?: string; cookie?: string } = {},
): Promise<IssuerApp> {
  const { clock } = options;
  const app = await startApp(platform, {
    imports: [
      TokenIssuerModule.forRoot(options),
      JwtAuthModule.forRootAsync({
        inject: [TokenIssuer],
        useFactory: (own: TokenIssuer) => ({
          ...own.verifierOptions,
          ...(clock && { clock }),
          realm,
          ...(cookie !== undefined && { cookie }),
          strategy: false,
        }),
      }),
    ],
    controllers: [PeopleController],
    providers,
  });
  const send = (type: string, path: string, body: string, headers: readonly HeaderLine[]) =>
    app.get(path, undefined, {
      method: 'POST',
      headers: [['Content-Type', type], ...headers],
      body,
    });
  const post: IssuerApp['post'] = (path, body, headers = []) =>
    send('application/json', path, JSON.stringify(body), headers);
  return {
    ...app,
    issuer: app.nest.get(TokenIssuer),
    post,
    form: (path, body, headers = []) =>
      send('application/x-www-form-urlencoded', path, body, headers),
    signIn: async (name) => (await post('/login', { name })).json() as Required<TokenResponse>,
  };
}

/** The claims of a token, unverified. */
export function claimsOf(token: string): Readonly<Record<string, unknown>> {
  const [, payload = ''] = token.split('.');
  return JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>;
}

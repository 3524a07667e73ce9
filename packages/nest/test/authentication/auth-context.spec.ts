/** `AuthContext`: who is asking, in providers that are made once. */
import { Controller, Get, Injectable } from '@nestjs/common';
import {
  AuthContext,
  JwtAuthModule,
  OptionalAuth,
  Public,
  type AuthenticatedUser,
} from '@portcullis/nest';
import { PLATFORMS, startApp } from '../support/app.js';
import { secretKey } from '../support/keys.js';
import { AUDIENCE, ISSUER, mint } from '../support/tokens.js';

/** Made once, as providers are by default. */
@Injectable()
class Audit {
  constructor(private readonly auth: AuthContext) {}

  async who(): Promise<string> {
    await new Promise((next) => setImmediate(next)); // other requests run meanwhile
    return (this.auth.user() as AuthenticatedUser | undefined)?.id ?? 'nobody';
  }
}

@Controller()
class AuditController {
  constructor(private readonly audit: Audit) {}

  @Get('who')
  who(): Promise<string> {
    return this.audit.who();
  }

  @Public()
  @Get('open')
  open(): Promise<string> {
    return this.audit.who();
  }

  @OptionalAuth()
  @Get('maybe')
  maybe(): Promise<string> {
    return this.audit.who();
  }
}

const hmac = secretKey();
const trusted = { issuer: ISSUER, audience: AUDIENCE, secret: hmac.key };

async function start(platform: 'express' | 'fastify', asyncContext: boolean) {
  return startApp(platform, {
    imports: [JwtAuthModule.forRoot({ ...trusted, asyncContext })],
    controllers: [AuditController],
    providers: [Audit],
  });
}

describe.each(PLATFORMS)('on %s', (platform) => {
  it('each of many requests at once has its own user, and a public one none', async () => {
    const app = await start(platform, true);
    const users = Array.from({ length: 50 }, (_, i) => `user-${i}`);
    const [bodies, open, maybe] = await Promise.all([
      Promise.all(users.map(async (sub) => (await app.get('/who', mint(hmac, { sub }))).body)),
      app.get('/open', mint(hmac)),
      app.get('/maybe'),
    ]);
    const outside = () => app.nest.get(AuthContext).user();

    const plain = (body: string) => /user-\d+|nobody/.exec(body)?.[0];
    expect(bodies.map(plain)).toEqual(users);
    expect([open.body, maybe.body].map(plain)).toEqual(['nobody', 'nobody']);
    expect(outside).toThrow(
      /Invalid argument "AuthContext": received a call outside a request handler/,
    );
    await app.close();
  });

  it('without asyncContext a question is a fault of the application, and never somebody else', async () => {
    const app = await start(platform, false);
    const { status } = await app.get('/who', mint(hmac));
    await app.close();

    expect(status).toBe(500);
    expect(app.logger.with('asyncContext')).toHaveLength(1);
  });
});

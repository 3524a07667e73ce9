import { ForbiddenException, Injectable, UseGuards, type INestApplication } from '@nestjs/common';
import { ExternalContextCreator } from '@nestjs/core';
import { JwtAuthGuard, JwtAuthModule, Public, Roles, RolesGuard } from '@portcullis/nest';
import { createApp } from '../support/app.js';
import { secretKey } from '../support/keys.js';
import type { RecordingLogger } from '../support/recording-logger.js';
import { AUDIENCE, ISSUER, mint } from '../support/tokens.js';

/** Handlers of a transport other than HTTP, as resolvers and gateways are. */
@Injectable()
class Handlers {
  plain(): string {
    return 'plain';
  }

  @Public()
  open(): string {
    return 'open';
  }

  @Roles('admin')
  staff(): string {
    return 'staff';
  }

  @UseGuards(JwtAuthGuard)
  guarded(): string {
    return 'guarded';
  }

  @UseGuards(RolesGuard)
  @Roles('admin')
  roles(): string {
    return 'roles';
  }
}

const hmac = secretKey();
const token = mint(hmac, { role: 'admin' });
/** What a client might send along, in the hope that some guard takes it for a request. */
const lookalike = { headers: { authorization: `Bearer ${token}` }, user: { role: 'admin' } };

let nest: INestApplication;
let logger: RecordingLogger;

async function start(guard: 'global' | 'manual'): Promise<void> {
  const trusted = { issuer: ISSUER, audience: AUDIENCE, secret: hmac.key };
  ({ nest, logger } = await createApp('express', {
    imports: [JwtAuthModule.forRoot({ ...trusted, guard })],
    providers: [Handlers],
  }));
  await nest.init();
}

/** Calls a handler as a transport does that is not HTTP: by Nest's own door for them. */
async function call(type: string, name: keyof Handlers): Promise<unknown> {
  const handlers = nest.get(Handlers);
  const creator = nest.get(ExternalContextCreator);
  const handler = creator.create<never, string>(
    handlers,
    handlers[name],
    name,
    undefined,
    undefined,
    undefined,
    undefined,
    { guards: true },
    type,
  );
  return handler(lookalike, lookalike);
}

const types = ['a transport of tomorrow', 'HTTP', '__proto__'];

afterEach(() => nest.close());

describe.each(types)('a handler of type %s', (type) => {
  it.each(['plain', 'open', 'staff', 'guarded', 'roles'] as const)(
    'is denied by the global guard: %s',
    async (name) => {
      await start('global');

      await expect(call(type, name)).rejects.toBeInstanceOf(ForbiddenException);
      expect(logger.with(`denied: a handler of type "${type}" is not supported`)).toHaveLength(1);
      expect(logger.text).not.toContain(token);
    },
  );

  it.each(['guarded', 'roles'] as const)(
    'is denied by the guards that it names itself: %s',
    async (name) => {
      await start('manual');

      await expect(call(type, name)).rejects.toBeInstanceOf(ForbiddenException);
      await expect(call(type, 'plain')).resolves.toBe('plain');
    },
  );
});

/** Controllers on Express and on Fastify, and server-sent events. */
import { Controller, Get, Sse, type DynamicModule } from '@nestjs/common';
import { CurrentUser, OptionalAuth, Public, Roles } from '@portcullis/nest';
import { of, type Observable } from 'rxjs';
import { startApp, type Platform } from '../../../support/app.js';
import { accepted, idOf, type Handler, type Lane, type RunningLane } from '../lane.js';

@Controller('http')
class HttpController {
  @Get('mine')
  mine(@CurrentUser() user: unknown): string {
    return idOf(user);
  }

  @Roles('admin')
  @Get('staff')
  staff(@CurrentUser() user: unknown): string {
    return idOf(user);
  }

  @Public()
  @Get('open')
  open(@CurrentUser() user: unknown): string {
    return idOf(user);
  }

  @OptionalAuth()
  @Get('maybe')
  maybe(@CurrentUser() user: unknown): string {
    return idOf(user);
  }
}

type Events = Observable<{ readonly data: string }>;

@Controller('sse')
class SseController {
  @Sse('mine')
  mine(@CurrentUser() user: unknown): Events {
    return of({ data: idOf(user) });
  }

  @Roles('admin')
  @Sse('staff')
  staff(@CurrentUser() user: unknown): Events {
    return of({ data: idOf(user) });
  }

  @Public()
  @Sse('open')
  open(@CurrentUser() user: unknown): Events {
    return of({ data: idOf(user) });
  }

  @OptionalAuth()
  @Sse('maybe')
  maybe(@CurrentUser() user: unknown): Events {
    return of({ data: idOf(user) });
  }
}

async function open(
  platform: Platform,
  prefix: 'http' | 'sse',
  auth: DynamicModule,
): Promise<RunningLane> {
  const controllers = [HttpController, SseController];
  const app = await startApp(platform, { imports: [auth], controllers });
  return {
    async ask(handler: Handler, token?: string) {
      const { status, body } = await app.get(`/${prefix}/${handler}`, token);
      if (status !== 200) return { said: String(status) };
      const user =
        prefix === 'sse' ? /^data: (.*)$/m.exec(body)?.[1] : /[\w-]+\s*$/.exec(body)?.[0];
      return accepted(user?.trim(), '200');
    },
    close: () => app.close(),
  };
}

const refusals = { 401: '401', 403: '403', 503: '503' };

export const express: Lane = {
  name: 'Express',
  refusals,
  open: (auth) => open('express', 'http', auth),
};
export const fastify: Lane = {
  name: 'Fastify',
  refusals,
  open: (auth) => open('fastify', 'http', auth),
};
export const sse: Lane = {
  name: 'server-sent events',
  refusals,
  open: (auth) => open('express', 'sse', auth),
};

/** Streams of answers of microservices: they end when their token expires or is revoked, and not before. */
import { randomBytes } from 'node:crypto';
import { Controller, UseGuards, UseInterceptors, type NestInterceptor } from '@nestjs/common';
import { GrpcMethod, MessagePattern } from '@nestjs/microservices';
import { jest } from '@jest/globals';
import {
  JwtAuthGuard,
  LiveConnections,
  OptionalAuth,
  Public,
  type NestAuthOptions,
} from '@portcullis/nest';
import { concat, finalize, from, lastValueFrom, NEVER, of, toArray, type Observable } from 'rxjs';
import { hmac } from '../support/boot.js';
import {
  GRPC_SERVICE,
  links,
  PROTO_HEAD,
  type Controllers,
  type Link,
  type OpenLink,
} from '../support/message-links.js';
import { RevocableAuth } from '../support/revocable-auth.js';
import { mint } from '../support/tokens.js';

const prefix = `${randomBytes(8).toString('hex')}.`;
const exp = Math.floor(Date.now() / 1000) + 600;
const token = (jti: string) => mint(hmac, { jti, exp });

interface Answer {
  readonly text: string;
}

/** The streams of the handlers that are open. */
const opened = new Set<object>();

/** One answer, and then nothing for ever. */
function endless(): Observable<object> {
  const stream = {};
  opened.add(stream);
  return concat(of({ text: 'begun' }), NEVER).pipe(finalize(() => opened.delete(stream)));
}

const passOn: NestInterceptor = { intercept: (_context, next) => next.handle() };

@Controller()
class MessageController {
  @MessagePattern(`${prefix}live`)
  live() {
    return endless();
  }

  @Public()
  @MessagePattern(`${prefix}open`)
  open() {
    return endless();
  }

  @OptionalAuth()
  @MessagePattern(`${prefix}maybe`)
  maybe() {
    return endless();
  }

  @MessagePattern(`${prefix}few`)
  few() {
    return from([{ text: 'one' }, { text: 'two' }]);
  }

  @MessagePattern(`${prefix}once`)
  once() {
    return { text: 'once' };
  }

  @UseInterceptors(passOn)
  @MessagePattern(`${prefix}intercepted`)
  intercepted() {
    return { text: 'once' };
  }
}

const PROTO = `${PROTO_HEAD}
message Nothing {}
message Answer { string text = 1; }
service ${GRPC_SERVICE} {
  rpc Live (Nothing) returns (stream Answer);
  rpc Open (Nothing) returns (stream Answer);
  rpc Maybe (Nothing) returns (stream Answer);
  rpc Few (Nothing) returns (stream Answer);
  rpc Once (Nothing) returns (Answer);
}`;

@Controller()
class GrpcController {
  @GrpcMethod(GRPC_SERVICE)
  live() {
    return endless();
  }

  @Public()
  @GrpcMethod(GRPC_SERVICE)
  open() {
    return endless();
  }

  @OptionalAuth()
  @GrpcMethod(GRPC_SERVICE)
  maybe() {
    return endless();
  }

  @GrpcMethod(GRPC_SERVICE)
  few() {
    return from([{ text: 'one' }, { text: 'two' }]);
  }

  @GrpcMethod(GRPC_SERVICE)
  once() {
    return { text: 'once' };
  }
}

@UseGuards(JwtAuthGuard)
@Controller()
class ManualController {
  @MessagePattern(`${prefix}live`)
  live() {
    return endless();
  }
}

const controllers: Controllers = {
  prefix,
  messages: [MessageController],
  grpc: [GrpcController],
  proto: PROTO,
};

/** A microservice whose clock and revocations a test has. */
class World extends RevocableAuth {
  link!: Link;
  readonly #stops: (() => void)[] = [];

  async start(
    open: OpenLink,
    served = controllers,
    options: NestAuthOptions = {},
  ): Promise<LiveConnections> {
    this.link = await open(await this.begun(options), served);
    return this.link.service.get(LiveConnections);
  }

  /** Begins a stream: its first answer has come. `ended` is what ended it. */
  async begin(handler: string, credential?: string) {
    let end: (how: unknown) => void = () => {};
    const ended = new Promise<unknown>((resolve) => (end = resolve));
    let stop = () => {};
    await new Promise<void>((begun) => {
      const subscription = this.link.ask(handler, credential).subscribe({
        next: () => begun(),
        error: (error: unknown) => (end(error), begun()),
        complete: () => end('completed'),
      });
      stop = () => subscription.unsubscribe();
      this.#stops.push(stop);
    });
    return { ended, stop };
  }

  override async close(): Promise<void> {
    // A stream that a failed test has left open would keep the server from closing.
    for (const stop of this.#stops) stop();
    await this.link.close();
    await super.close();
    opened.clear();
  }
}

let world: World;

beforeEach(() => {
  world = new World();
});

afterEach(() => world.close());

const REFUSED = {
  status: 'error',
  statusCode: 401,
  code: 'UNAUTHENTICATED',
  message: 'Unauthorized',
};

describe.each([
  ['TCP', links.tcp, REFUSED],
  ['Redis', links.redis, REFUSED],
  ['NATS', links.nats, REFUSED],
  ['gRPC', links.grpc, { code: 16, details: 'Unauthorized' }],
] as const)('a stream over %s', (_name, open, refused) => {
  it('ends when its token is revoked; those of another token and without a token stay open', async () => {
    const live = await world.start(open);
    const stream = await world.begin('live', token('one'));
    const others = [
      await world.begin('live', token('two')),
      await world.begin('open', token('one')),
      await world.begin('maybe'),
    ];
    expect([live.size, opened.size]).toEqual([2, 4]);
    await world.revocations.revokeToken({ jti: 'one', exp });
    await live.recheck();

    expect(await stream.ended).toMatchObject(refused);
    expect([live.size, opened.size]).toEqual([1, 3]);
    for (const { stop } of others) stop();
  });

  it('ends when its token expires', async () => {
    const live = await world.start(open);
    const stream = await world.begin('maybe', token('one'));
    await live.recheck();
    expect(opened.size).toBe(1);
    world.time = (exp + 6) * 1000; // past the tolerance
    await live.recheck();

    expect(await stream.ended).toMatchObject(refused);
    expect([live.size, opened.size]).toEqual([0, 0]);
  });

  it('stays open during an outage, when a new one is rejected as unavailable', async () => {
    const live = await world.start(open);
    const { stop } = await world.begin('live', token('one'));
    world.beginOutage();
    await live.recheck();
    const { ended } = await world.begin('live', token('one'));
    const outage = 'code' in refused && refused.code === 16 ? { code: 14 } : { statusCode: 503 };

    expect(await ended).toMatchObject(outage);
    expect([live.size, opened.size]).toEqual([1, 1]);
    await world.endOutage();
    await live.recheck();
    expect(opened.size).toBe(1);
    stop();
  });

  it('comes whole where it ends by itself, and is watched no longer', async () => {
    const live = await world.start(open);
    const answers = await lastValueFrom(
      world.link.ask<Answer>('few', token('one')).pipe(toArray()),
    );

    expect(answers.map(({ text }) => text)).toEqual(['one', 'two']);
    expect(live.size).toBe(0);
  });

  it('is nothing that a handler with one answer pays for', async () => {
    const watch = jest.spyOn(await world.start(open), 'watch');
    const { text } = await lastValueFrom(world.link.ask<Answer>('once', token('one')));
    expect([text, watch.mock.calls.length]).toEqual(['once', 0]);
    (await world.begin('live', token('one'))).stop();

    expect(watch).toHaveBeenCalledTimes(1);
  });

  it('is refused where its token is bad, as ever', async () => {
    await world.start(open);
    const { ended } = await world.begin('live', 'x.y.z');

    expect(await ended).toMatchObject(refused);
    expect(opened.size).toBe(0);
  });
});

it('a stream ends in manual mode too', async () => {
  const served = { ...controllers, messages: [ManualController] };
  const live = await world.start(links.tcp, served, { guard: 'manual' });
  const { ended } = await world.begin('live', token('one'));
  expect(live.size).toBe(1);
  await world.revocations.revokeToken({ jti: 'one', exp });
  await live.recheck();

  expect(await ended).toEqual(REFUSED);
});

it('one answer behind an interceptor is watched no longer once it is given', async () => {
  const live = await world.start(links.tcp);
  const { text } = await lastValueFrom(world.link.ask<Answer>('intercepted', token('one')));

  expect([text, live.size]).toEqual(['once', 0]);
});

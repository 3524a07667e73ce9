/** A public handler has no user, even if the carrier has one. Other handlers of the same carrier have theirs. */
import { once } from 'node:events';
import { Controller, Get, UseGuards, type INestApplication } from '@nestjs/common';
import { GraphQLModule, Mutation, Query, Resolver } from '@nestjs/graphql';
import { MercuriusDriver, type MercuriusDriverConfig } from '@nestjs/mercurius';
import { WsAdapter } from '@nestjs/platform-ws';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import {
  AuthContext,
  Claim,
  CurrentUser,
  JwtAuthGuard,
  JwtAuthModule,
  Public,
  Roles,
  RolesGuard,
  type AuthenticatedUser,
  type NestAuthOptions,
} from '@portcullis/nest';
import { WebSocket } from 'ws';
import { startApp, type RunningApp } from '../support/app.js';
import { secretKey } from '../support/keys.js';
import { AUDIENCE, ISSUER, mint } from '../support/tokens.js';

const hmac = secretKey();
const token = mint(hmac, { role: 'member' });
let app: RunningApp;

const auth = (options: NestAuthOptions = {}) =>
  JwtAuthModule.forRoot({
    issuer: ISSUER,
    audience: AUDIENCE,
    secret: hmac.key,
    asyncContext: true,
    ...options,
  });

type User = AuthenticatedUser | undefined;

/** Who asks, by each way there is to know it. */
function who(user: User, claim: string | undefined, context: AuthContext): string {
  const now = context.user() as User;
  return [user?.id, claim, now?.id].map((id) => id ?? 'nobody').join(' ');
}

const NOBODY = 'nobody nobody nobody';
const USER = 'user-1 user-1 user-1';

afterEach(() => app.close());

describe('a public handler has no user', () => {
  @Public()
  @Controller('open')
  class OpenController {
    @Get()
    open(@CurrentUser() user: object, @CurrentUser('id') id: unknown): object {
      return { user: user ?? 'nobody', id: id ?? 'nobody' };
    }
  }

  @UseGuards(JwtAuthGuard, RolesGuard)
  @Controller('mine')
  class MineController {
    @Get()
    mine(@CurrentUser('id') id: unknown): object {
      return { id };
    }
  }

  it.each(['global', 'manual'] as const)('of a middleware, with the guard %s', async (guard) => {
    const forge = (nest: INestApplication) =>
      nest.use((request: { user?: unknown }, _response: unknown, next: () => void) => {
        request.user = { id: 'forged' };
        next();
      });
    const controllers = [OpenController, MineController];
    app = await startApp('express', { imports: [auth({ guard })], controllers }, forge);

    expect((await app.get('/open')).json()).toEqual({ user: 'nobody', id: 'nobody' });
    expect((await app.get('/mine', token)).json()).toEqual({ id: 'user-1' });
  });

  it('of an earlier message of its socket', async () => {
    @Public()
    @WebSocketGateway()
    class OpenGateway {
      constructor(private readonly context: AuthContext) {}

      @Roles('member')
      @SubscribeMessage('mine')
      mine(@CurrentUser() user: object, @Claim('sub') sub: string): object {
        return { event: 'who', data: who(user as User, sub, this.context) };
      }

      @SubscribeMessage('open')
      open(@CurrentUser() user: object, @Claim('sub') sub: string): object {
        return { event: 'who', data: who(user as User, sub, this.context) };
      }
    }
    app = await startApp('express', { imports: [auth()], providers: [OpenGateway] }, (nest) =>
      nest.useWebSocketAdapter(new WsAdapter(nest)),
    );
    const socket = new WebSocket(app.url.replace('http', 'ws'), ['bearer', token]);
    await once(socket, 'open');
    const ask = async (event: string) => {
      const message = once(socket, 'message') as Promise<[Buffer]>;
      socket.send(JSON.stringify({ event }));
      return (JSON.parse((await message)[0].toString()) as { data: unknown }).data;
    };
    const told = [await ask('open'), await ask('mine'), await ask('open'), await ask('mine')];
    socket.terminate();

    expect(told).toEqual([NOBODY, USER, NOBODY, USER]);
  });

  it('of a field beside it in one GraphQL operation', async () => {
    @Resolver()
    class OpenResolver {
      constructor(private readonly context: AuthContext) {}

      @Query(() => String)
      needed(): string {
        return '';
      }

      @Mutation(() => String)
      mine(@CurrentUser() user: object, @Claim('sub') sub: string): string {
        return who(user as User, sub, this.context);
      }

      @Public()
      @Mutation(() => String)
      open(@CurrentUser() user: object, @Claim('sub') sub: string): string {
        return who(user as User, sub, this.context);
      }
    }
    const graphql = GraphQLModule.forRoot<MercuriusDriverConfig>({
      driver: MercuriusDriver,
      autoSchemaFile: true,
    });
    app = await startApp('fastify', { imports: [auth(), graphql], providers: [OpenResolver] });
    // The fields of a mutation run one after the other.
    const query = 'mutation { first: mine open last: mine }';
    const answer = await app.get('/graphql', token, {
      method: 'POST',
      headers: [['Content-Type', 'application/json']],
      body: JSON.stringify({ query }),
    });

    expect(answer.json()).toEqual({ data: { first: USER, open: NOBODY, last: USER } });
  });
});

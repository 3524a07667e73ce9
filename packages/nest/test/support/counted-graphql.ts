/** GraphQL applications that count what one request costs. */
import { setImmediate } from 'node:timers/promises';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { UseGuards, type DynamicModule, type ExecutionContext } from '@nestjs/common';
import {
  Field,
  GqlExecutionContext,
  GraphQLModule,
  ObjectType,
  Query,
  ResolveField,
  Resolver,
} from '@nestjs/graphql';
import { MercuriusDriver, type MercuriusDriverConfig } from '@nestjs/mercurius';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AuthGuard } from '@nestjs/passport';
import { StoreUnavailableError } from '@portcullis/issuer';
import {
  CurrentUser,
  JwtAuthGuard,
  JwtAuthModule,
  OptionalAuth,
  RequirePolicy,
  Roles,
  TokenVerifier,
  type AccessPolicy,
} from '@portcullis/nest';
import { startApp, type RunningApp } from './app.js';
import { hmac, trusted } from './boot.js';
import { mint } from './tokens.js';

/** What was done and told. */
export interface Counts {
  readonly verified: number;
  readonly mapped: number;
  readonly accepted: number;
  readonly denied: number;
  /** Lines about authentication and authorization. */
  readonly logged: number;
}

@ObjectType()
class Item {
  @Field(() => String)
  name!: string;
}

/** Passport has the HTTP request of an operation authenticated. */
class PassportGuard extends AuthGuard('counted') {
  override getRequest(context: ExecutionContext): unknown {
    return GqlExecutionContext.create(context).getContext<{ req: unknown }>().req;
  }
}

/** A guard of an application that does something of its own first, for one field longer than for another. */
class PatientGuard extends JwtAuthGuard {
  #asked = 0;

  protected override async authenticate(...asked: Parameters<JwtAuthGuard['authenticate']>) {
    for (let turns = this.#asked++ % 3; turns > 0; turns--) await setImmediate();
    return super.authenticate(...asked);
  }
}

/** Its store is away. */
class AwayPolicy implements AccessPolicy {
  canAccess(): never {
    throw new StoreUnavailableError('the store of articles');
  }
}

@Resolver(() => Item)
class CountedResolver {
  @Query(() => String)
  mine(@CurrentUser('id') id: string): string {
    return id;
  }

  @OptionalAuth()
  @Query(() => String)
  maybe(@CurrentUser('id') id: string | undefined): string {
    return id ?? 'nobody';
  }

  @Roles('admin')
  @Query(() => String)
  staff(): string {
    return 'staff';
  }

  @Roles('admin', { reportOnly: true })
  @Query(() => String)
  tried(): string {
    return 'tried';
  }

  @RequirePolicy(AwayPolicy)
  @Query(() => String)
  judged(): string {
    return 'judged';
  }

  @UseGuards(JwtAuthGuard, PassportGuard)
  @Query(() => String)
  thrice(): string {
    return 'thrice';
  }

  @UseGuards(PatientGuard)
  @Query(() => String)
  patient(): string {
    return 'patient';
  }

  @Query(() => [Item])
  items(): readonly Item[] {
    return Array.from({ length: 100 }, (_, i) => ({ name: `${i}` }));
  }

  @ResolveField(() => String)
  owner(@CurrentUser('id') id: string): string {
    return id;
  }
}

const drivers = {
  Apollo: (): DynamicModule =>
    GraphQLModule.forRoot<ApolloDriverConfig>({
      driver: ApolloDriver,
      autoSchemaFile: true,
      graphiql: false,
      fieldResolverEnhancers: ['guards'],
      allowBatchedHttpRequests: true,
    }),
  Mercurius: (): DynamicModule =>
    GraphQLModule.forRoot<MercuriusDriverConfig>({
      driver: MercuriusDriver,
      autoSchemaFile: true,
      fieldResolverEnhancers: ['guards'],
      allowBatchedQueries: true,
    }),
};

export type Driver = keyof typeof drivers;

export const good = mint(hmac, { role: 'user' });
export const bad = `${good.slice(0, -4)}AAAA`;

/** `query { a0: mine a1: mine … }` */
export function aliases(field: string, count: number): string {
  return `{ ${Array.from({ length: count }, (_, i) => `a${i}:${field}`).join(' ')} }`;
}

/** A running application. */
export interface CountedApp {
  /** What one request costs, of one query or of a batch, and how its answer begins. */
  cost(query: string | readonly string[], token?: string): Promise<Counts>;
  /** The answer to the last one. */
  answer(): string;
  close(): Promise<void>;
}

export async function countedApp(driver: Driver): Promise<CountedApp> {
  const counts = { verified: 0, mapped: 0, accepted: 0, denied: 0 };
  const auth = JwtAuthModule.forRoot({
    ...trusted,
    strategy: 'counted',
    mapUser: ({ claims }) => {
      counts.mapped++;
      return { id: claims.sub };
    },
    onAccepted: () => counts.accepted++,
    onDenied: () => counts.denied++,
  });
  const root = { imports: [auth, drivers[driver]()], providers: [CountedResolver, AwayPolicy] };
  const app: RunningApp =
    driver === 'Apollo'
      ? await startApp('express', root, (nest) => {
          (nest as NestExpressApplication).useBodyParser('json', { limit: '1mb' });
        })
      : await startApp('fastify', root);
  const verifier = app.nest.get(TokenVerifier);
  const verify = verifier.verifyNow.bind(verifier);
  verifier.verifyNow = (token) => {
    counts.verified++;
    return verify(token);
  };
  let last = '';
  return {
    async cost(query, token) {
      Object.assign(counts, { verified: 0, mapped: 0, accepted: 0, denied: 0 });
      const before = linesOf(app);
      const body = typeof query === 'string' ? { query } : query.map((one) => ({ query: one }));
      const { body: answer } = await app.get('/graphql', token, {
        method: 'POST',
        headers: [['Content-Type', 'application/json']],
        body: JSON.stringify(body),
      });
      last = answer;
      return { ...counts, logged: linesOf(app) - before };
    },
    answer: () => last,
    close: () => app.close(),
  };
}

function linesOf({ logger }: RunningApp): number {
  return logger.with('JwtAuth').length + logger.with('RolesGuard').length;
}

/** Subgraphs of a federation: what a router asks for by reference is held to the policy of each resolver too. */
import type { Type } from '@nestjs/common';
import { Directive, Field, ID, ObjectType, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { OptionalAuth, Public, Roles, routesOf, type NestAuthOptions } from '@portcullis/nest';
import type { RunningApp } from '../support/app.js';
import { hmac } from '../support/boot.js';
import {
  apollo,
  ask,
  askFor,
  entity,
  mercurius,
  startSubgraph,
  type Entity,
  type Part,
  type Told,
} from '../support/subgraph.js';
import { mint, tampered } from '../support/tokens.js';

const ENTITIES = [
  entity('Mine'),
  entity('Staff', Roles('admin')),
  entity('Open', Public()),
  entity('Maybe', OptionalAuth()),
];

/** What another subgraph has, without a reference resolver here; this one adds fields to it. */
function extended(name: string, ...policy: readonly MethodDecorator[]): Part {
  @ObjectType(name)
  @Directive('@extends')
  @Directive('@key(fields: "id")')
  class Extended {
    @Directive('@external')
    @Field(() => ID)
    id!: string;
  }
  return { type: Extended, resolver: ordersOf(Extended, ...policy) };
}

/** A type that is not an entity: no router requests it. */
function plain(name: string): Part {
  @ObjectType(name)
  class Plain {
    @Field(() => ID)
    id!: string;
  }
  return { type: Plain, resolver: ordersOf(Plain) };
}

function ordersOf(type: Type, ...policy: readonly MethodDecorator[]): Type {
  @Resolver(() => type)
  class OrdersResolver {
    @ResolveField(() => String, { nullable: true })
    orders(@Parent() { id }: Entity): string {
      return `the orders of ${id}`;
    }
  }
  const { prototype } = OrdersResolver;
  const property = Object.getOwnPropertyDescriptor(prototype, 'orders') ?? {};
  for (const decorate of policy) decorate(prototype, 'orders', property);
  return OrdersResolver;
}

const good = mint(hmac);
const viewer = mint(hmac, { role: 'viewer' });
const admin = mint(hmac, { role: 'admin' });
const bad = tampered(good, { sub: 'user-2' });

/** The values of the entities, or the codes of what was refused. */
function summary({ data, errors = [] }: Told): readonly unknown[] {
  const values = (data?._entities ?? []).map((value) => Object.values(value ?? {})[0] ?? null);
  return [...values, ...errors.map(({ extensions }) => extensions?.code)];
}

describe.each([
  ['Apollo', apollo],
  ['Mercurius', mercurius],
] as const)('a subgraph of %s', (_name, driver) => {
  let app: RunningApp;

  beforeAll(async () => {
    const orders = [extended('User'), extended('Account', Roles('admin'))];
    app = await startSubgraph(driver, [...ENTITIES, ...orders]);
  });

  afterAll(() => app.close());

  it.each([
    ['without a decorator, no token', 'Mine', undefined, [null, 'UNAUTHENTICATED']],
    ['without a decorator, a bad token', 'Mine', bad, [null, 'UNAUTHENTICATED']],
    ['without a decorator, a good token', 'Mine', good, ['user-1']],
    ['with @Roles(), no token', 'Staff', undefined, [null, 'UNAUTHENTICATED']],
    [
      'with @Roles(), a bad token',
      'Staff',
      tampered(viewer, { role: 'admin' }),
      [null, 'UNAUTHENTICATED'],
    ],
    ['with @Roles(), a wrong role', 'Staff', viewer, [null, 'FORBIDDEN']],
    ['with @Roles(), the right role', 'Staff', admin, ['user-1']],
    ['with @Public(), no token', 'Open', undefined, ['nobody']],
    ['with @Public(), a bad token', 'Open', bad, ['nobody']],
    ['with @OptionalAuth(), no token', 'Maybe', undefined, ['nobody']],
    ['with @OptionalAuth(), a good token', 'Maybe', good, ['user-1']],
    ['with @OptionalAuth(), a bad token', 'Maybe', bad, [null, 'UNAUTHENTICATED']],
  ])('holds a reference resolver to its policy: %s', async (_what, type, token, expected) => {
    expect(summary(await askFor(app, [[type, 'seenBy']], token))).toEqual(expected);
  });

  it('holds its queries to their policy', async () => {
    const told = [];
    for (const token of [undefined, bad, good]) {
      const { data, errors } = await ask(app, '{ who }', {}, token);
      told.push(data?.who ?? errors?.[0]?.extensions?.code);
    }
    expect(told).toEqual(['UNAUTHENTICATED', 'UNAUTHENTICATED', 'user-1']);
  });

  it('judges each of the entities of one operation by itself', async () => {
    const all = ['Open', 'Staff', 'Mine', 'Open'].map((type) => [type, 'seenBy'] as const);
    const told = await askFor(app, all, viewer);

    expect(summary(told)).toEqual(['nobody', null, 'user-1', 'nobody', 'FORBIDDEN']);
    expect(told.errors?.map(({ path }) => path?.join())).toEqual(['_entities,1']);
  });

  it.each([
    ['without a decorator, no token', 'User', undefined, [null, 'UNAUTHENTICATED']],
    ['without a decorator, a bad token', 'User', bad, [null, 'UNAUTHENTICATED']],
    ['without a decorator, a good token', 'User', good, ['the orders of 1']],
    ['with @Roles(), no token', 'Account', undefined, [null, 'UNAUTHENTICATED']],
    ['with @Roles(), a wrong role', 'Account', viewer, [null, 'FORBIDDEN']],
    ['with @Roles(), the right role', 'Account', admin, ['the orders of 1']],
  ])(
    'holds a field that it adds to the entity of another subgraph to its policy: %s',
    async (_what, type, token, expected) => {
      expect(summary(await askFor(app, [[type, 'orders']], token))).toEqual(expected);
    },
  );

  it.each([
    ['no token', undefined],
    ['a bad token', bad],
  ])('tells its schema to everybody, which has no rules in it: %s', async (_what, token) => {
    const { data, errors } = await ask(app, '{ _service { sdl } }', {}, token);

    expect(errors).toBeUndefined();
    expect(data?._service?.sdl).toMatch(/type Staff\s+@key\(fields: "id"\)/);
    expect(data?._service?.sdl).not.toContain('admin');
  });

  it('is in the table of routes', () => {
    const routes = routesOf(app.nest).map(({ route, access, rules }) => [route, access, ...rules]);

    expect(routes).toEqual([
      ['Account orders', 'authenticated', "@Roles('admin')"],
      ['Query who', 'authenticated'],
      ['Reference Maybe', 'optional'],
      ['Reference Mine', 'authenticated'],
      ['Reference Open', 'public'],
      ['Reference Staff', 'authenticated', "@Roles('admin')"],
      ['User orders', 'authenticated'],
    ]);
  });
});

describe.each([
  ['Apollo', apollo],
  ['Mercurius', mercurius],
] as const)('for which Nest runs no guards, a subgraph of %s', (_name, driver) => {
  const start = async (
    part: Part,
    enhancers: readonly 'guards'[] = [],
    options?: NestAuthOptions,
  ) => {
    const app = await startSubgraph(driver, [part], enhancers, options);
    await app.close();
  };
  const unguarded = (handler: string) =>
    new RegExp(`${handler} with .*, expected fieldResolverEnhancers: \\['guards'\\]`);

  it.each([
    ['without a decorator', entity('BareRef')],
    ['with @Roles()', entity('RolesRef', Roles('admin'))],
    ['with @OptionalAuth()', entity('MaybeRef', OptionalAuth())],
  ])('does not start with a reference resolver %s', async (_what, part) => {
    await expect(start(part)).rejects.toThrow(unguarded('AnEntityResolver.resolveReference'));
    await expect(start(part, ['guards'])).resolves.toBeUndefined();
  });

  it.each([
    ['without a decorator', extended('BareField')],
    ['with @Roles()', extended('RolesField', Roles('admin'))],
    ['with @OptionalAuth()', extended('MaybeField', OptionalAuth())],
  ])('does not start with a field of an extended entity %s', async (_what, part) => {
    await expect(start(part)).rejects.toThrow(unguarded('OrdersResolver.orders'));
    await expect(start(part, ['guards'])).resolves.toBeUndefined();
  });

  it('asks for a guard of its own in manual mode', async () => {
    const manual = { guard: 'manual' } as const;

    await expect(start(extended('ManualField'), ['guards'], manual)).rejects.toThrow(
      /OrdersResolver\.orders .* with guard: 'manual' also @UseGuards\(JwtAuthGuard, RolesGuard\)/,
    );
  });

  it.each([
    ['a reference resolver that is public', entity('PublicRef', Public())],
    ['a field that is public', extended('PublicField', Public())],
    ['a field of a type that is not an entity', plain('NoEntity')],
  ])('starts with %s', async (_what, part) => {
    await expect(start(part)).resolves.toBeUndefined();
  });
});

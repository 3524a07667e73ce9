/** A class that several modules have: what one of them says must not open it, and each of their rules holds. */
import { Controller, Get, Module, type Type } from '@nestjs/common';
import { JwtAuthModule, OptionalAuth, Public, Roles, routesOf, Scopes } from '@portcullis/nest';
import { startApp } from '../support/app.js';
import { hmac, trusted } from '../support/boot.js';
import { mint } from '../support/tokens.js';

const open = Public() as ClassDecorator;
const optional = OptionalAuth() as ClassDecorator;
const silent: ClassDecorator = () => {};
const roles = (...names: [string, ...string[]]) => Roles(...names) as ClassDecorator;

/** The modules, each with a decorator, that have one controller. */
function modulesOf(controller: Type, decorators: readonly ClassDecorator[]): readonly Type[] {
  return decorators.map((decorate) => {
    @decorate
    @Module({ controllers: [controller] })
    class HomeModule {}
    return HomeModule;
  });
}

/** The policy of a handler without a decorator, and what it answers without a token, to a viewer, and to an admin. */
async function outcome(decorators: readonly ClassDecorator[]) {
  @Controller('shared')
  class SharedController {
    @Get()
    all(): string {
      return 'all';
    }
  }
  const app = await startApp('express', {
    imports: [JwtAuthModule.forRoot(trusted), ...modulesOf(SharedController, decorators)],
  });
  const [route] = routesOf(app.nest);
  const tokens = [undefined, mint(hmac, { role: 'viewer' }), mint(hmac, { role: 'admin' })];
  const statuses = [];
  for (const token of tokens) statuses.push((await app.get('/shared', token)).status);
  await app.close();
  return [route?.access, route?.rules.join(' '), ...statuses];
}

const CASES: readonly (readonly [string, readonly ClassDecorator[], readonly unknown[]])[] = [
  ['one open, one silent', [open, silent], ['authenticated', '', 401, 200, 200]],
  ['all open', [open, open], ['public', '', 200, 200, 200]],
  ['one optional, one silent', [optional, silent], ['authenticated', '', 401, 200, 200]],
  ['one open, one optional', [open, optional], ['optional', '', 200, 200, 200]],
  ['open twice, and one silent', [open, open, silent], ['authenticated', '', 401, 200, 200]],
  [
    'one open, one with a rule',
    [open, roles('admin')],
    ['authenticated', "@Roles('admin')", 401, 403, 200],
  ],
  [
    'one silent, one with a rule',
    [silent, roles('admin')],
    ['authenticated', "@Roles('admin')", 401, 403, 200],
  ],
  [
    'two rules that both apply',
    [roles('admin', 'viewer'), roles('admin')],
    ['authenticated', "@Roles('admin', 'viewer') @Roles('admin')", 401, 403, 200],
  ],
];

describe.each(CASES)('a class of several modules: %s', (_what, decorators, expected) => {
  it('in this order, by its rules and by its answers', async () => {
    expect(await outcome(decorators)).toEqual(expected);
  });

  it('in the other order', async () => {
    const [access, , ...statuses] = await outcome(decorators.toReversed());

    expect([access, ...statuses]).toEqual([expected[0], ...expected.slice(2)]);
  });
});

describe('a handler or class that says it itself', () => {
  @Public()
  @Controller('own')
  class OwnController {
    @Get()
    all(): string {
      return 'all';
    }

    @Scopes('read')
    @Get('scoped')
    scoped(): string {
      return 'scoped';
    }

    @OptionalAuth()
    @Get('maybe')
    maybe(): string {
      return 'maybe';
    }
  }

  it('is asked before its modules are', async () => {
    const app = await startApp('express', {
      imports: [
        JwtAuthModule.forRoot(trusted),
        ...modulesOf(OwnController, [roles('admin'), silent]),
      ],
    });
    const routes = routesOf(app.nest).map(({ route, access, rules }) => [route, access, ...rules]);
    await app.close();

    expect(routes).toEqual([
      ['GET /own', 'public'],
      ['GET /own/maybe', 'optional'],
      ['GET /own/scoped', 'authenticated', "@Scopes('read')"],
    ]);
  });
});

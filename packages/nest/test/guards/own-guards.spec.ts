/** Guards that extend those of the package, as docs/authorization.md shows them. */
import { Controller, Get, UseGuards } from '@nestjs/common';
import { JwtAuthModule, OptionalAuth, Public, Roles, routesOf, Scopes } from '@portcullis/nest';
import { AccountGuard, BreakGlassGuard, Operations } from '../examples/own-guards.js';
import { PLATFORMS, startApp, type RunningApp } from '../support/app.js';
import { boot, hmac, trusted } from '../support/boot.js';
import { blocksOf, exampleText } from '../support/documented.js';
import { mint } from '../support/tokens.js';

@UseGuards(AccountGuard, BreakGlassGuard)
@Controller()
class ReportsController {
  @Public()
  @Get('open')
  open(): string {
    return 'open';
  }

  @OptionalAuth()
  @Get('maybe')
  maybe(): string {
    return 'maybe';
  }

  @Roles('auditor')
  @Get('books')
  books(): string {
    return 'books';
  }

  @Scopes('books:write')
  @Get('scoped')
  scoped(): string {
    return 'scoped';
  }
}

@UseGuards(BreakGlassGuard)
@Controller('alone')
class AloneController {
  @Roles('auditor')
  @Get()
  books(): string {
    return 'books';
  }
}

describe.each(PLATFORMS)('guards that extend ours on %s', (platform) => {
  let app: RunningApp;
  let operations: Operations;

  beforeEach(async () => {
    app = await startApp(platform, {
      imports: [JwtAuthModule.forRoot({ ...trusted, guard: 'manual' })],
      controllers: [ReportsController],
      providers: [Operations],
    });
    operations = app.nest.get(Operations);
  });

  afterEach(() => app.close());

  const status = async (path: string, role?: string, sub = 'user-1') =>
    (await app.get(path, role === undefined ? undefined : mint(hmac, { role, sub }))).status;

  it('policyOf may make a handler stricter', async () => {
    expect(await status('/open')).toBe(200);
    operations.isLockedDown = true;

    expect(await status('/open')).toBe(401);
    expect(await status('/maybe')).toBe(401);
    expect(await status('/open', 'viewer')).toBe(200);
  });

  it('an overridden authenticate may reject the user of a valid token', async () => {
    operations.suspended.add('user-2');

    expect(await status('/books', 'auditor', 'user-1')).toBe(200);
    expect(await status('/books', 'auditor', 'user-2')).toBe(403);
    expect(await status('/maybe', 'auditor', 'user-2')).toBe(403);
    expect(await status('/maybe')).toBe(200);
  });

  it('isAllowed may know more than the rules of roles, and no more than that', async () => {
    expect(await status('/books', 'auditor')).toBe(200);
    expect(await status('/books', 'viewer')).toBe(403);
    expect(await status('/books', 'break-glass')).toBe(200);
    expect(await status('/scoped', 'break-glass')).toBe(403);
  });

  it('are guards in the eyes of the audit', () => {
    expect(routesOf(app.nest).map(({ route, access }) => `${route} ${access}`)).toEqual([
      'GET /books authenticated',
      'GET /maybe optional',
      'GET /open public',
      'GET /scoped authenticated',
    ]);
  });
});

it('one that extends RolesGuard authenticates nobody: alone it does not start', async () => {
  const metadata = { controllers: [AloneController], providers: [Operations] };

  await expect(boot(metadata, { guard: 'manual' })).rejects.toThrow(
    /AloneController\.books with @Roles\('auditor'\) and no authentication in force/,
  );
});

it('the guards of docs/authorization.md are these', () => {
  expect(blocksOf('authorization.md')).toContain(exampleText('own-guards.ts'));
});

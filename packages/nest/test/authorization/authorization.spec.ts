/** What each decorator asks for, on both adapters. */
import {
  Controller,
  ForbiddenException,
  Get,
  Injectable,
  Module,
  NotFoundException,
  Param,
  Scope,
} from '@nestjs/common';
import {
  AcceptIssuers,
  AllRoles,
  Claim,
  CurrentUser,
  JwtAuthModule,
  OptionalAuth,
  Public,
  RequirePolicy,
  Roles,
  Scopes,
  type AccessPolicy,
  type AccessRequest,
  type AuthenticatedUser,
  type DeniedEvent,
} from '@portcullis/nest';
import { PLATFORMS, startApp, type RunningApp } from '../support/app.js';
import { secretKey } from '../support/keys.js';
import { AUDIENCE, ISSUER, mint, type Members } from '../support/tokens.js';

const PARTNER = 'https://partner.example';
const own = secretKey();
const partner = secretKey();
const token = (claims: Members = {}) => mint(own, claims);
const withRole = (role: unknown) => token({ role });

/** Where policies look things up. */
@Injectable()
class Articles {
  async authorOf(id: string): Promise<string | undefined> {
    return Promise.resolve({ 'article-1': 'user-1', 'article-2': 'user-2' }[id]);
  }
}

@Injectable()
class OwnsArticle implements AccessPolicy<AuthenticatedUser> {
  constructor(private readonly articles: Articles) {}

  async canAccess({ user, context }: AccessRequest<AuthenticatedUser>): Promise<boolean> {
    const { params } = context.switchToHttp().getRequest<{ params: { id: string } }>();
    const author = await this.articles.authorOf(params.id);
    if (author === undefined) throw new NotFoundException();
    return author === user.id;
  }
}

@Injectable({ scope: Scope.REQUEST })
class OncePerRequest implements AccessPolicy {
  #asked = 0;

  canAccess(): boolean {
    return ++this.#asked === 1;
  }
}

@Injectable()
class AlmostTrue implements AccessPolicy {
  canAccess(): boolean {
    return 1 as unknown as boolean;
  }
}

@Controller()
class RulesController {
  @Roles('admin', 'editor')
  @Get('any')
  any(): string {
    return 'any';
  }

  @AllRoles('staff', 'auditor')
  @Get('all')
  all(): string {
    return 'all';
  }

  @Roles('viewer')
  @Get('viewers')
  viewers(): string {
    return 'viewers';
  }

  @Scopes('orders:read', 'orders:write')
  @Get('scopes')
  scopes(): string {
    return 'scopes';
  }

  @AcceptIssuers('partner')
  @Get('partner')
  partner(): string {
    return 'partner';
  }

  @Roles('admin', { reportOnly: true })
  @Get('reported')
  reported(): string {
    return 'reported';
  }

  @RequirePolicy(OwnsArticle)
  @Get('articles/:id')
  article(@Param('id') id: string): string {
    return id;
  }

  @RequirePolicy(OncePerRequest)
  @Get('once')
  once(): string {
    return 'once';
  }

  @RequirePolicy(AlmostTrue)
  @Get('almost')
  almost(): string {
    return 'almost';
  }

  @OptionalAuth()
  @Get('optional')
  optional(@CurrentUser('id') id: unknown, @Claim('email') email: unknown): object {
    return { id, email };
  }
}

@Roles('admin')
@Scopes('orders:read')
@Controller('class')
class ClassController {
  @AllRoles('auditor')
  @Get('auditors')
  auditors(): string {
    return 'auditors';
  }

  @OptionalAuth()
  @Get('free')
  free(@CurrentUser('id') id: unknown): object {
    return { id };
  }
}

@Controller('module')
class ModuleController {
  @Get('inner')
  inner(): string {
    return 'inner';
  }

  @Roles('editor')
  @Get('editors')
  editors(): string {
    return 'editors';
  }
}

@Public()
@Controller('module-open')
class OpenInModuleController extends ModuleController {}

@Roles('admin')
@Module({ controllers: [ModuleController, OpenInModuleController] })
class AdminModule {}

const denied: DeniedEvent[] = [];

function start(platform: 'express' | 'fastify'): Promise<RunningApp> {
  const auth = JwtAuthModule.forRoot({
    issuers: [
      { issuer: ISSUER, audience: AUDIENCE, secret: own.key },
      {
        issuer: PARTNER,
        audience: AUDIENCE,
        secret: partner.key,
        scopeClaim: 'scp',
        roleClaim: 'groups',
      },
    ],
    roleHierarchy: { admin: ['editor'], editor: ['viewer'], staff: [] },
    roleMapping: { [PARTNER]: { 'group-17': 'admin', 'group-18': ['staff', 'auditor'] } },
    issuerNames: { partner: PARTNER },
    onDenied: (event) => denied.push(event),
  });
  return startApp(platform, {
    imports: [auth, AdminModule],
    controllers: [RulesController, ClassController],
    providers: [Articles, OwnsArticle, OncePerRequest, AlmostTrue],
  });
}

describe.each(PLATFORMS)('on %s', (platform) => {
  let app: RunningApp;

  beforeAll(async () => {
    app = await start(platform);
  });

  afterAll(() => app.close());

  const status = async (path: string, bearer?: string) => (await app.get(path, bearer)).status;
  const statuses = (path: string, ...bearers: readonly (string | undefined)[]) =>
    Promise.all(bearers.map((bearer) => status(path, bearer)));

  it('@Roles() asks for any of them, @AllRoles() for every one', async () => {
    const tokens = [['editor'], ['staff'], ['staff', 'auditor'], []].map(withRole);

    expect(await statuses('/any', ...tokens)).toEqual([200, 403, 403, 403]);
    expect(await statuses('/all', ...tokens)).toEqual([403, 403, 200, 403]);
  });

  it('a role includes those under it, all the way down and never up', async () => {
    const tokens = ['admin', 'editor', 'viewer', 'staff'].map(withRole);

    expect(await statuses('/viewers', ...tokens)).toEqual([200, 200, 200, 403]);
    expect(await statuses('/any', ...tokens)).toEqual([200, 200, 403, 403]);
  });

  it.each([
    ['an object', { admin: true }],
    ['an object with a length', { 0: 'admin', length: 1 }],
    ['a list in a list', [['admin']]],
    ['a list with something else in it', ['admin', 1]],
    ['another case', 'Admin'],
    ['a space', 'admin '],
    ['a separator', 'admin,editor'],
    ['a wildcard', '*'],
    ['a homoglyph', 'аdmin'],
    ['a compatibility form', 'ａdmin'],
    ['a name of the prototype', ['__proto__', 'constructor', 'toString', 'has']],
    ['a number', 1],
    ['true', true],
    ['null', null],
  ])('a role claim that is %s grants no role: 403', async (_what, role) => {
    expect(await statuses('/any', withRole(role), withRole('admin'))).toEqual([403, 200]);
  });

  it('@Scopes() asks for every one, in scope or where the issuer has them, and its 403 names them', async () => {
    const scope = (value: unknown) => token({ scope: value });
    const scp = (value: unknown) => mint(partner, { iss: PARTNER, scp: value });
    const both = 'orders:read orders:write';

    expect(
      await statuses(
        '/scopes',
        scope(both),
        scope('orders:read'),
        scope(`${both}x`),
        scp(both.split(' ')),
        scp(['orders:read']),
        mint(partner, { iss: PARTNER, scope: both }),
      ),
    ).toEqual([200, 403, 403, 200, 403, 403]);
    const { headers } = await app.get('/scopes', scope('orders:read'));
    expect(headers.get('www-authenticate')).toBe(
      'Bearer realm="api", error="insufficient_scope", scope="orders:read orders:write"',
    );
  });

  it('@AcceptIssuers() asks for the issuer, by its name', async () => {
    expect(await statuses('/partner', mint(partner, { iss: PARTNER }), token())).toEqual([
      200, 403,
    ]);
  });

  it("an issuer's roles are mapped, and roles that are not in the mapping are dropped", async () => {
    const groups = (...names: readonly string[]) => mint(partner, { iss: PARTNER, groups: names });

    expect(await statuses('/any', groups('group-17'), groups('admin'), groups('group-18'))).toEqual(
      [200, 403, 403],
    );
    expect(await statuses('/all', groups('group-18'), groups('staff', 'auditor'))).toEqual([
      200, 403,
    ]);
  });

  it('@RequirePolicy() asks a provider about the resource, which may take its time and throw', async () => {
    expect(await status('/articles/article-1', token())).toBe(200);
    expect(await status('/articles/article-2', token())).toBe(403);
    expect(await status('/articles/article-3', token())).toBe(404);
    expect(await status('/articles/article-1')).toBe(401);
    expect(await statuses('/once', token(), token())).toEqual([200, 200]);
  });

  it('a policy lets nobody in that says anything but true', async () => {
    expect(await status('/almost', token())).toBe(403);
  });

  it('@OptionalAuth() lets nobody in as nobody, and a bad token not at all', async () => {
    expect((await app.get('/optional')).json()).toEqual({});
    expect((await app.get('/optional', token({ email: 'a@b.example' }))).json()).toEqual({
      id: 'user-1',
      email: 'a@b.example',
    });
    expect(await statuses('/optional', 'x.y.z', 'a b')).toEqual([401, 400]);
  });

  it("@AllRoles() on a handler replaces its class's @Roles(), and leaves its @Scopes()", async () => {
    const auditor = token({ role: 'auditor', scope: 'orders:read' });
    const admin = token({ role: 'admin', scope: 'orders:read' });

    expect(await statuses('/class/auditors', auditor, admin, withRole('auditor'))).toEqual([
      200, 403, 403,
    ]);
    expect(await statuses('/class/free', undefined, admin, 'x.y.z')).toEqual([200, 200, 401]);
  });

  it("a module's decorators hold for its controllers, whose own beat them", async () => {
    const [admin, editor, viewer] = ['admin', 'editor', 'viewer'].map(withRole);

    expect(await statuses('/module/inner', admin, editor, undefined)).toEqual([200, 403, 401]);
    expect(await statuses('/module/editors', editor, viewer)).toEqual([200, 403]);
    expect(await statuses('/module-open/inner', undefined, viewer)).toEqual([200, 200]);
    expect(await statuses('/module-open/editors', undefined, viewer, editor)).toEqual([
      401, 403, 200,
    ]);
  });

  it('a reportOnly rule is logged and not enforced, but a token is always required', async () => {
    denied.length = 0;

    expect(await statuses('/reported', withRole('viewer'), undefined, 'x.y.z')).toEqual([
      200, 401, 401,
    ]);
    expect(
      app.logger.with("RulesController.reported would be denied: @Roles('admin')"),
    ).toHaveLength(1);
    expect(denied).toContainEqual({
      transport: 'http',
      status: 403,
      rule: "@Roles('admin')",
      handler: 'RulesController.reported',
      reportOnly: true,
    });
  });
});

describe('hooks', () => {
  const trusted = { issuer: ISSUER, audience: AUDIENCE, secret: own.key };

  it('are told of what was accepted and denied, with the reason that the client is not told', async () => {
    const events: unknown[] = [];
    const app = await startApp('express', {
      imports: [
        JwtAuthModule.forRoot({
          ...trusted,
          onAccepted: ({ transport, user }) =>
            events.push([transport, (user as AuthenticatedUser).id]),
          onDenied: (event) => events.push(event),
        }),
      ],
      controllers: [ClassController],
    });
    await app.get('/class/auditors', token());
    await app.get('/class/auditors', 'x.y.z');
    await app.close();

    expect(events).toEqual([
      ['http', 'user-1'],
      {
        transport: 'http',
        status: 403,
        rule: "@AllRoles('auditor')",
        handler: 'ClassController.auditors',
        reportOnly: false,
      },
      { transport: 'http', status: 401, code: 'ERR_TOKEN_MALFORMED' },
    ]);
  });

  it('that throw, at once or later, change nothing and are logged', async () => {
    const app = await startApp('express', {
      imports: [
        JwtAuthModule.forRoot({
          ...trusted,
          onAccepted: () => {
            throw new ForbiddenException('at once');
          },
          onDenied: () => Promise.reject(new Error('later')),
        }),
      ],
      controllers: [ClassController],
    });
    const answers = [await app.get('/class/free', token()), await app.get('/class/free', 'x.y.z')];
    await app.close();

    expect(answers.map(({ status }) => status)).toEqual([200, 401]);
    expect(app.logger.with('a hook failed: at once')).toHaveLength(1);
    expect(app.logger.with('a hook failed: later')).toHaveLength(1);
  });
});

describe('options that are wrong do not start', () => {
  it.each([
    [
      'a cycle',
      { roleHierarchy: { a: ['b'], b: ['c'], c: ['a'] } },
      /Invalid option "roleHierarchy": received a cycle: "a" includes "b" includes "c" includes "a"/,
    ],
    [
      'a role that includes itself',
      { roleHierarchy: { a: ['a'] } },
      /Invalid option "roleHierarchy": received a cycle/,
    ],
    [
      'a hierarchy without lists',
      { roleHierarchy: { a: 'b' } },
      /Invalid option "roleHierarchy\.a": received a string/,
    ],
    [
      'a mapping without names',
      { roleMapping: { [ISSUER]: { a: 1 } } },
      /Invalid option "roleMapping": received 1/,
    ],
    [
      'a mapping that is text',
      { roleMapping: 'admin' },
      /Invalid option "roleMapping": received "admin"/,
    ],
    [
      'an issuer name without an issuer',
      { issuerNames: { google: 7 } },
      /Invalid option "issuerNames\.google": received 7/,
    ],
    [
      'an invalid transport',
      { transports: [{ type: 'x' }] },
      /Invalid option "transports": received an array/,
    ],
    [
      'a recheck that is too rare',
      { connectionRecheck: '2h' },
      /Invalid option "connectionRecheck": received "2h"/,
    ],
    ['an invalid hook', { onDenied: 'log' }, /Invalid option "onDenied": received "log"/],
  ])('%s', async (_what, wrong, message) => {
    const options = { issuer: ISSUER, audience: AUDIENCE, secret: own.key, ...wrong };
    const boot = () => startApp('express', { imports: [JwtAuthModule.forRoot(options as never)] });

    await expect(boot()).rejects.toMatchObject({
      code: 'ERR_CONFIGURATION',
      message: expect.stringMatching(message) as unknown,
    });
  });
});

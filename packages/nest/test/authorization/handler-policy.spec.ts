import { Controller, Get, UseGuards, type CanActivate } from '@nestjs/common';
import { JwtAuthModule, Public, Roles, RolesGuard } from '@portcullis/nest';
import { PLATFORMS, startApp, type RunningApp } from '../support/app.js';
import { secretKey } from '../support/keys.js';
import { AUDIENCE, ISSUER, mint } from '../support/tokens.js';

@Roles('admin')
@Controller('admin')
class AdminController {
  @Get()
  all(): string {
    return 'admin';
  }

  @Roles('editor')
  @Get('drafts')
  drafts(): string {
    return 'drafts';
  }

  @Public()
  @Get('about')
  about(): string {
    return 'about';
  }
}

@Controller('admin-child')
class AdminChildController extends AdminController {}

@Public()
@Controller('open')
class OpenController {
  @Get()
  all(): string {
    return 'open';
  }

  @Roles('admin')
  @Get('settings')
  settings(): string {
    return 'settings';
  }
}

@Controller('open-child')
class OpenChildController extends OpenController {}

@Public()
@Controller('admin-open-child')
class AdminOpenChildController extends AdminController {}

const hmac = secretKey();
const trusted = { issuer: ISSUER, audience: AUDIENCE, secret: hmac.key };
const admin = mint(hmac, { role: 'admin' });
const editor = mint(hmac, { role: 'editor' });
const viewer = mint(hmac, { role: 'viewer' });

describe.each(PLATFORMS)('on %s', (platform) => {
  let app: RunningApp;

  beforeAll(async () => {
    app = await startApp(platform, {
      imports: [JwtAuthModule.forRoot(trusted)],
      controllers: [
        AdminController,
        AdminChildController,
        OpenController,
        OpenChildController,
        AdminOpenChildController,
      ],
    });
  });

  afterAll(() => app.close());

  it.each([
    // who may:                                        nobody viewer editor admin
    ['@Roles on the class', '/admin', [401, 403, 403, 200]],
    ["@Roles on the handler, over the class's", '/admin/drafts', [401, 403, 200, 403]],
    ["@Public on the handler, over the class's roles", '/admin/about', [200, 200, 200, 200]],
    ['@Public on the class', '/open', [200, 200, 200, 200]],
    ["@Roles on the handler, over the class's @Public", '/open/settings', [401, 403, 403, 200]],
    ["a base class's @Public, which is not inherited", '/open-child', [401, 200, 200, 200]],
    ["a base class's handler's @Roles", '/open-child/settings', [401, 403, 403, 200]],
    ["a base class's @Roles, which are inherited", '/admin-child', [401, 403, 403, 200]],
    ["a base class's handler's @Public", '/admin-child/about', [200, 200, 200, 200]],
    ["@Public on the class, over a base class's @Roles", '/admin-open-child', [200, 200, 200, 200]],
    ['@Roles on a handler of that', '/admin-open-child/drafts', [401, 403, 200, 403]],
  ])('%s: %s', async (_what, path, verdicts) => {
    const answers = await Promise.all(
      [undefined, viewer, editor, admin].map((token) => app.get(path, token)),
    );

    expect(answers.map(({ status }) => status)).toEqual(verdicts);
  });

  it.each([
    ['/admin/', 'a slash at the end'],
    ['//admin', 'a slash twice'],
    ['/admin//', 'slashes at the end'],
    ['/ADMIN', 'another case'],
    ['/admin;a=b', 'a path parameter'],
    ['/%61dmin', 'an escaped letter'],
    ['/admin%2F', 'an escaped slash'],
    ['/open/../admin', 'dots'],
    ['/open/%2e%2e/admin', 'escaped dots'],
    ['/admin?x=/open', 'a query'],
    ['/admin%00', 'a NUL'],
    ['/./admin', 'a dot'],
  ])('%s (%s) opens nothing that the plain path keeps shut', async (path) => {
    const statuses = await Promise.all(
      [undefined, viewer].map(async (token) => (await app.get(path, token)).status),
    );

    expect([
      [401, 403],
      [404, 404],
      [400, 400],
    ]).toContainEqual(statuses);
  });

  it('HEAD is held to the same as GET', async () => {
    const statuses = await Promise.all(
      [undefined, viewer, admin].map(async (token) => {
        const { status, body } = await app.get('/admin', token, { method: 'HEAD' });
        expect(body).toBe('');
        return status;
      }),
    );

    expect(statuses).toEqual([401, 403, 200]);
  });
});

describe('RolesGuard', () => {
  /** A guard of another library: whether it authenticates is unknown at start. */
  class ForeignGuard implements CanActivate {
    canActivate(): boolean {
      return true;
    }
  }

  @UseGuards(ForeignGuard, RolesGuard)
  @Controller()
  class UnauthenticatedController {
    @Roles('admin')
    @Get('roles')
    roles(): string {
      return 'roles';
    }
  }

  it.each(PLATFORMS)('before any authentication rejects every request, on %s', async (platform) => {
    const app = await startApp(platform, {
      imports: [JwtAuthModule.forRoot({ ...trusted, guard: 'manual' })],
      controllers: [UnauthenticatedController],
    });
    const answers = [await app.get('/roles'), await app.get('/roles', admin)];
    await app.close();

    for (const { status, headers } of answers) {
      expect(status).toBe(401);
      expect(headers.get('www-authenticate')).toBe('Bearer realm="api"');
    }
  });
});

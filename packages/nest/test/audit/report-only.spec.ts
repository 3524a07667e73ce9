/** A rule that is only reported takes nothing away: neither a rule that is enforced, nor the answer. */
import { Controller, Get, Injectable } from '@nestjs/common';
import {
  AllRoles,
  JwtAuthModule,
  Public,
  RequirePolicy,
  Roles,
  type AccessPolicy,
} from '@portcullis/nest';
import { PLATFORMS, startApp, type RunningApp } from '../support/app.js';
import { secretKey } from '../support/keys.js';
import { AUDIENCE, ISSUER, mint } from '../support/tokens.js';

@Roles('admin')
@Controller('admin')
class AdminController {
  @Get()
  all(): string {
    return 'all';
  }

  @Roles('superadmin', { reportOnly: true })
  @Get('tried')
  tried(): string {
    return 'tried';
  }

  @AllRoles('viewer', 'superadmin', { reportOnly: true })
  @Get('tried-all')
  triedAll(): string {
    return 'tried all';
  }

  @Roles('viewer')
  @Get('replaced')
  replaced(): string {
    return 'replaced';
  }
}

@Roles('superadmin', { reportOnly: true })
@Controller('tried-child')
class TriedChildController extends AdminController {}

@Public()
@Controller('open')
class OpenController {
  @Roles('superadmin', { reportOnly: true })
  @Get('tried')
  tried(): string {
    return 'tried';
  }
}

@Injectable()
class Breaks implements AccessPolicy {
  canAccess(): Promise<boolean> {
    return Promise.reject(new Error('the database is away'));
  }
}

@Injectable()
class BreaksAtOnce implements AccessPolicy {
  canAccess(): boolean {
    throw new Error('the database is away');
  }
}

@Controller('broken')
class BrokenController {
  @RequirePolicy(Breaks, { reportOnly: true })
  @Get('tried')
  tried(): string {
    return 'tried';
  }

  @RequirePolicy(BreaksAtOnce, { reportOnly: true })
  @Get('tried-at-once')
  triedAtOnce(): string {
    return 'tried';
  }

  @RequirePolicy(Breaks)
  @Get('enforced')
  enforced(): string {
    return 'enforced';
  }
}

const hmac = secretKey();
const trusted = { issuer: ISSUER, audience: AUDIENCE, secret: hmac.key };
const viewer = mint(hmac, { role: 'viewer' });
const admin = mint(hmac, { role: 'admin' });

describe.each(PLATFORMS)('a rule that is only reported, on %s', (platform) => {
  let app: RunningApp;

  beforeAll(async () => {
    app = await startApp(platform, {
      imports: [JwtAuthModule.forRoot(trusted)],
      controllers: [AdminController, TriedChildController, OpenController, BrokenController],
      providers: [Breaks, BreaksAtOnce],
    });
  });

  afterAll(() => app.close());

  it.each([
    //                                                       nobody viewer admin
    ["leaves the class's rule in force", '/admin/tried', [401, 403, 200]],
    ['leaves it to the other decorator of roles too', '/admin/tried-all', [401, 403, 200]],
    ["on a class leaves the base class's rule", '/tried-child', [401, 403, 200]],
    ['still asks for a token where the class is open', '/open/tried', [401, 200, 200]],
    ['and an enforced one replaces it, as ever', '/admin/replaced', [401, 200, 403]],
  ])('%s: %s', async (_what, path, verdicts) => {
    const answers = await Promise.all(
      [undefined, viewer, admin].map((token) => app.get(path, token)),
    );

    expect(answers.map(({ status }) => status)).toEqual(verdicts);
  });

  it('is reported beside that', async () => {
    await app.get('/admin/tried', admin);

    expect(
      app.logger.with("tried would be denied: @Roles('superadmin') is reportOnly"),
    ).not.toEqual([]);
  });

  it.each([
    ['lets a request through when its policy fails', '/broken/tried', 200],
    ['and when that throws at once', '/broken/tried-at-once', 200],
    ['an enforced one lets nobody through then', '/broken/enforced', 500],
  ])('%s', async (_what, path, expected) => {
    const { status } = await app.get(path, admin);

    expect(status).toBe(expected);
  });

  it('says in the log that its policy failed', async () => {
    await app.get('/broken/tried', admin);

    expect(app.logger.with('@RequirePolicy(Breaks) is reportOnly')).not.toEqual([]);
    expect(app.logger.with('the database is away')).not.toEqual([]);
  });
});

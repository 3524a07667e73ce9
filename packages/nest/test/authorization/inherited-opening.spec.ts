/** What a base class's open handler is in a class that has rules of its own. */
import { Controller, Get } from '@nestjs/common';
import { JwtAuthModule, OptionalAuth, Public, Roles } from '@portcullis/nest';
import { startApp, type RunningApp } from '../support/app.js';
import { secretKey } from '../support/keys.js';
import { AUDIENCE, ISSUER, mint } from '../support/tokens.js';

@Controller('base')
class BaseController {
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

  @Public()
  @Get('own')
  own(): string {
    return 'own';
  }
}

@Roles('admin')
@Controller('admin')
class AdminController extends BaseController {
  @Public()
  @Get('own')
  override own(): string {
    return 'own';
  }
}

@Controller('admin-child')
class AdminChildController extends AdminController {}

@Controller('plain')
class PlainController extends BaseController {}

const hmac = secretKey();
const viewer = mint(hmac, { role: 'viewer' });
const admin = mint(hmac, { role: 'admin' });

describe("a base class's open handler", () => {
  let app: RunningApp;

  beforeAll(async () => {
    app = await startApp('express', {
      imports: [JwtAuthModule.forRoot({ issuer: ISSUER, audience: AUDIENCE, secret: hmac.key })],
      controllers: [BaseController, AdminController, AdminChildController, PlainController],
    });
  });

  afterAll(() => app.close());

  it.each([
    //                                                            nobody viewer admin
    ['is open there', '/base/open', [200, 200, 200]],
    ['is not open in a class with rules', '/admin/open', [401, 403, 200]],
    ['nor is one with @OptionalAuth()', '/admin/maybe', [401, 403, 200]],
    ['nor in a class that extends that', '/admin-child/open', [401, 403, 200]],
    ['is open in a class without rules', '/plain/open', [200, 200, 200]],
    ['is open where the class with rules says so itself', '/admin/own', [200, 200, 200]],
    ['and in what extends that', '/admin-child/own', [200, 200, 200]],
  ])('%s: %s', async (_what, path, verdicts) => {
    const answers = await Promise.all(
      [undefined, viewer, admin].map((token) => app.get(path, token)),
    );

    expect(answers.map(({ status }) => status)).toEqual(verdicts);
  });
});

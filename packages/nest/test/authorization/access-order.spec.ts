/** The second of two elements is checked too, in any order: policies, gateways, modules, places. */
import {
  Controller,
  Get,
  Injectable,
  Module,
  Scope,
  SetMetadata,
  UseGuards,
  type CanActivate,
  type Type,
} from '@nestjs/common';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import {
  AcceptIssuers,
  JwtAuthModule,
  OptionalAuth,
  Public,
  RequirePolicy,
  Roles,
  routesOf,
  type AccessPolicy,
} from '@portcullis/nest';
import { io } from 'socket.io-client';
import { POLICIES_KEY } from '../../src/authorization/rule-metadata.js';
import { createApp, startApp, type RunningApp } from '../support/app.js';
import { boot, hmac, trusted } from '../support/boot.js';
import { mint } from '../support/tokens.js';

const viewer = mint(hmac, { role: 'viewer' });
const admin = mint(hmac, { role: 'admin' });
const manual = { guard: 'manual' } as const;
const imports = [JwtAuthModule.forRoot(trusted)];

@Injectable()
class Yes implements AccessPolicy {
  canAccess(): boolean {
    return true;
  }
}

@Injectable()
class No implements AccessPolicy {
  canAccess(): boolean {
    return false;
  }
}

@Injectable({ scope: Scope.TRANSIENT })
class Transient extends Yes {}

@Controller('policies')
class PoliciesController {
  @RequirePolicy(Yes, No)
  @Get('yes-no')
  yesNo(): string {
    return 'in';
  }

  @RequirePolicy(No, Yes)
  @Get('no-yes')
  noYes(): string {
    return 'in';
  }

  @RequirePolicy(Yes, Transient)
  @Get('all')
  all(): string {
    return 'in';
  }

  /** As a decorator of another version of this package might leave it. */
  @SetMetadata(POLICIES_KEY, { names: ['Yes'], reportOnly: false })
  @Get('none')
  none(): string {
    return 'in';
  }
}

class PlainController {
  @Get()
  all(): string {
    return 'all';
  }
}

describe('policies', () => {
  it('all have to allow it, a transient one too, and there is at least one', async () => {
    const providers = [Yes, No, Transient];
    const app = await startApp('express', {
      imports,
      controllers: [PoliciesController],
      providers,
    });
    const statuses = [];
    for (const path of ['yes-no', 'no-yes', 'all', 'none']) {
      statuses.push((await app.get(`/policies/${path}`, viewer)).status);
    }
    await app.close();

    expect(statuses).toEqual([403, 403, 200, 403]);
  });

  @RequirePolicy(Yes)
  @Controller('mine')
  class MineController {
    @Get()
    all(): string {
      return 'mine';
    }
  }
  const refusing = { provide: Yes, useClass: No };

  it("are those of the handler's own module, before those that it imports", async () => {
    @Module({ providers: [Yes], exports: [Yes] })
    class ExportingModule {}
    @Module({ imports: [ExportingModule], providers: [refusing], controllers: [MineController] })
    class MineModule {}
    const app = await startApp('express', { imports: [...imports, MineModule] });
    const { status } = await app.get('/mine', viewer);
    await app.close();

    expect(status).toBe(403);
  });

  it('are not those that an imported module does not export', async () => {
    @Module({ providers: [Yes] })
    class KeepingModule {}
    @Module({ providers: [refusing] })
    class OtherModule {}
    @Module({ imports: [KeepingModule], controllers: [MineController] })
    class MineModule {}

    await expect(boot({ imports: [MineModule, OtherModule] })).rejects.toThrow(
      /MineController\.all with @RequirePolicy\(Yes\), which several modules provide: OtherModule, KeepingModule/,
    );
  });
});

describe('gateways at one address', () => {
  @WebSocketGateway()
  class MembersGateway {}
  @Roles('admin')
  @WebSocketGateway()
  class AdminGateway {}
  @Public()
  @WebSocketGateway()
  class OpenGateway {}
  let app: RunningApp;
  afterEach(() => app.close());

  async function verdict(token?: string): Promise<unknown> {
    const socket = io(app.url, { reconnection: false, auth: token ? { token } : {} });
    const answer = await new Promise((resolve) => {
      socket.once('connect', () => resolve('connected'));
      socket.once('connect_error', (error: Error & { data?: { statusCode?: number } }) =>
        resolve(error.data?.statusCode),
      );
    });
    socket.disconnect();
    return answer;
  }

  it.each<[string, Type, Type, readonly unknown[]]>([
    ['a rule', MembersGateway, AdminGateway, [401, 403, 'connected']],
    ['a token', OpenGateway, MembersGateway, [401, 'connected', 'connected']],
    ['a rule, beside an open one,', OpenGateway, AdminGateway, [401, 403, 'connected']],
  ])('each may ask for %s, in whatever order', async (_what, one, other, expected) => {
    for (const providers of [
      [one, other],
      [other, one],
    ]) {
      app = await startApp('express', { imports, providers });
      expect([await verdict(), await verdict(viewer), await verdict(admin)]).toEqual(expected);
      if (providers[0] === one) await app.close();
    }
  });
});

describe('places', () => {
  @OptionalAuth()
  @Controller('maybe')
  class MaybeController {
    @Get()
    all(): string {
      return 'maybe';
    }
  }
  @Controller('maybe-child')
  class MaybeChildController extends MaybeController {}

  it('being optional is not inherited from a base class', async () => {
    const { routes } = await boot({ controllers: [MaybeController, MaybeChildController] });

    expect(routes.map(({ route, access }) => [route, access])).toEqual([
      ['GET /maybe', 'optional'],
      ['GET /maybe-child', 'authenticated'],
    ]);
  });

  it('an optional handler needs a guard in manual mode', async () => {
    await expect(boot({ controllers: [MaybeController] }, manual)).rejects.toThrow(
      /MaybeController\.all with neither a guard nor @Public\(\)/,
    );
  });

  @Controller('both')
  @WebSocketGateway()
  class BothController {
    @Get()
    all(): string {
      return 'all';
    }

    @SubscribeMessage('secret')
    secret(): string {
      return 'secret';
    }
  }

  it('a class that is controller and gateway has the handlers of both', async () => {
    const both = { controllers: [BothController], providers: [BothController] };
    const { routes } = await boot(both);

    expect(routes.map(({ route }) => route)).toEqual(['GET /both', 'connection', 'secret']);
    await expect(boot(both, manual)).rejects.toThrow(
      /BothController\.all with .*BothController\.secret with /,
    );
  });

  it("a guard with one method of Passport's guards is not taken for one", async () => {
    class LoggingGuard implements CanActivate {
      logIn(): void {}

      canActivate(): boolean {
        return true;
      }
    }
    @UseGuards(LoggingGuard)
    @Controller('logged')
    class LoggedController extends PlainController {}

    await expect(boot({ controllers: [LoggedController] }, manual)).rejects.toThrow(
      /LoggedController\.all with no guard that authenticates/,
    );
  });

  it('an issuer is not missed where issuers are looked up', async () => {
    @AcceptIssuers('https://tenant.example')
    @Controller('tenant')
    class TenantController extends PlainController {}
    const resolveIssuer = () => undefined;
    const { nest } = await createApp('express', {
      imports: [JwtAuthModule.forRoot({ resolveIssuer, allowIssuer: () => true, strategy: false })],
      controllers: [TenantController],
    });
    await nest.init();
    const routes = routesOf(nest);
    await nest.close();

    expect(routes.map(({ rules }) => rules)).toEqual([
      ["@AcceptIssuers('https://tenant.example')"],
    ]);
    await expect(boot({ controllers: [TenantController] })).rejects.toThrow(
      /is not a trusted issuer/,
    );
  });
});

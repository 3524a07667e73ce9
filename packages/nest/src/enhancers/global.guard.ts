import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { AccessRegistry } from '../authorization/access-registry.js';
import { RolesGuard } from '../guards/roles.guard.js';
import { noteGuardRead } from '../nest-internals/guard-compilations.js';
import { NEST_OPTIONS } from '../request/injection-tokens.js';
import { httpRequest } from '../transports/http.js';
import { TransportRegistry } from '../transports/transport-registry.js';
import { StreamWatch } from '../connections/response-streams.js';
import { recordOf } from '../request/request-record.js';
import { Authenticator } from '../authentication/authenticator.js';
import { JwtAuthGuard } from '../guards/jwt-auth.guard.js';

/** What the global guard reads of the options. */
export interface GlobalGuardSettings {
  readonly guard: 'global' | 'manual';
}

/** Authentication, then authorization, in one guard: no order of registration can turn them round. */
@Injectable()
export class GlobalGuard implements CanActivate {
  constructor(
    @Inject(Authenticator) private readonly authenticator: Authenticator,
    @Inject(JwtAuthGuard) private readonly authentication: JwtAuthGuard,
    @Inject(RolesGuard) private readonly authorization: RolesGuard,
    @Inject(NEST_OPTIONS) private readonly settings: GlobalGuardSettings,
    @Inject(AccessRegistry) private readonly policies: AccessRegistry,
    @Inject(TransportRegistry) private readonly transports: TransportRegistry,
    @Inject(StreamWatch) private readonly streams: StreamWatch,
  ) {}

  /** A getter, so that `RpcWatch` sees which handlers Nest compiles with this guard. */
  get canActivate(): CanActivate['canActivate'] {
    noteGuardRead();
    return this.#check;
  }

  readonly #check = (context: ExecutionContext): boolean | Promise<boolean> => {
    // Also for a strategy, which may be asked later and sees neither the response nor the application.
    if (context.getType() === 'http') this.authenticator.receive(httpRequest(context));
    // The authenticator tells of whoever it is, also where a guard of the handler's own asks it later.
    this.streams.expect(context);
    if (this.settings.guard === 'manual') return this.#note(context);
    const isAuthenticated = this.authentication.canActivate(context);
    if (isAuthenticated === true) return this.authorization.canActivate(context);
    if (isAuthenticated === false) return false;
    return isAuthenticated.then((isUser) => isUser && this.authorization.canActivate(context));
  };

  /** In manual mode a public handler may have no other guard of ours. */
  #note(context: ExecutionContext): true {
    const carrier = this.transports.of(context)?.carrierOf(context);
    if (carrier) recordOf(carrier).rules = this.policies;
    return true;
  }
}

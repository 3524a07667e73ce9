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

/** The options that the global guard reads. */
export interface GlobalGuardSettings {
  readonly guard: 'global' | 'manual';
}

/** Authenticates, then authorizes, in one guard, so that no order of registration can swap the two. */
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
    // A Passport strategy may be called later. It is given neither the response nor the application.
    if (context.getType() === 'http') this.authenticator.receive(httpRequest(context));
    // The stream is watched from the moment of authentication, also if the handler's own guard authenticates later.
    this.streams.expect(context);
    if (this.settings.guard === 'manual') return this.#note(context);
    const isAuthenticated = this.authentication.canActivate(context);
    if (isAuthenticated === true) return this.authorization.canActivate(context);
    if (isAuthenticated === false) return false;
    return isAuthenticated.then((isUser) => isUser && this.authorization.canActivate(context));
  };

  /** In manual mode, this may be the only guard of this library that a public handler has. */
  #note(context: ExecutionContext): true {
    const carrier = this.transports.of(context)?.carrierOf(context);
    if (carrier) recordOf(carrier).rules = this.policies;
    return true;
  }
}

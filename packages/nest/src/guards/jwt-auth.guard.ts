import {
  Inject,
  Injectable,
  Logger,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { AccessRegistry } from '../authorization/access-registry.js';
import type { HandlerAccess } from '../authorization/handler-access.js';
import { TransportRegistry } from '../transports/transport-registry.js';
import type { Transport } from '../transports/transport.js';
import type { Authenticated } from '../request/authenticated.js';
import { recordOf } from '../request/request-record.js';
import { Authenticator } from '../authentication/authenticator.js';

/**
 * Requires a valid token for every handler that is not `@Public()`. Denies a type of context that has no transport.
 *
 * @example @UseGuards(JwtAuthGuard, RolesGuard) // with `guard: 'manual'`
 */
@Injectable()
export class JwtAuthGuard implements CanActivate {
  readonly #logger = new Logger('JwtAuthGuard');

  // Injected into fields, so that a guard that extends this one can have its own constructor.
  @Inject(Authenticator) protected readonly authenticator!: Authenticator;
  @Inject(AccessRegistry) private readonly policies!: AccessRegistry;
  @Inject(TransportRegistry) private readonly transports!: TransportRegistry;

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const transport = this.transports.of(context);
    if (!transport) {
      this.#logger.error(
        `denied: a handler of type ${JSON.stringify(context.getType())} is not supported`,
      );
      return false;
    }
    const carrier = transport.carrierOf(context);
    recordOf(carrier).rules = this.policies;
    const { access } = this.policyOf(context);
    if (access === 'public') return true;
    const isOptional = access === 'optional';
    const exchange = transport.exchangeOf?.(context);
    const authenticated =
      exchange === undefined || exchange === carrier
        ? this.authenticate(transport, carrier, isOptional)
        : this.authenticator.during(carrier, exchange, () =>
            this.authenticate(transport, carrier, isOptional),
          );
    return authenticated instanceof Promise ? authenticated.then(yes) : true;
  }

  /** Returns the access rules of the handler. A subclass may return others. */
  protected policyOf(context: ExecutionContext): HandlerAccess {
    return this.policies.of(context);
  }

  /**
   * Authenticates the request, message or operation of a handler. A subclass may add steps before and after.
   *
   * @param isOptional whether a request without a credential is allowed, without a user
   * @throws the rejection, as an error of the transport
   */
  protected authenticate(
    transport: Transport,
    carrier: object,
    isOptional: boolean,
  ): Authenticated | undefined | Promise<Authenticated | undefined> {
    return isOptional
      ? this.authenticator.authenticateIfPresent(transport, carrier)
      : this.authenticator.authenticateBy(transport, carrier);
  }
}

const yes = (): true => true;

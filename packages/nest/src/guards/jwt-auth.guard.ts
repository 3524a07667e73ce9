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
 * Lets a request, message or operation through that carries a good token, and one to a `@Public()` handler. It calls
 * the authenticator directly, without Passport. A type of context that no transport knows is denied.
 */
@Injectable()
export class JwtAuthGuard implements CanActivate {
  readonly #logger = new Logger('JwtAuthGuard');

  // Not private fields: a guard that extends this one may have a constructor of its own.
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

  /** What the decorators say of the handler. A subclass may judge it otherwise. */
  protected policyOf(context: ExecutionContext): HandlerAccess {
    return this.policies.of(context);
  }

  /**
   * Authenticates what a handler is about to be called with. A subclass may do more with the user before and after.
   *
   * @param isOptional whether a request without a credential is let through, as nobody's
   * @throws the refusal, in the transport's own shape
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

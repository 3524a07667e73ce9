/** The current user for providers that are not request-scoped, by Node's AsyncLocalStorage around each handler. */
import { AsyncLocalStorage } from 'node:async_hooks';
import {
  Inject,
  Injectable,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { InvalidArgumentError } from '@portcullis/core';
import { Observable } from 'rxjs';
import { AccessRegistry } from '../authorization/access-registry.js';
import { TransportRegistry } from '../transports/transport-registry.js';
import type { Authenticated } from '../request/authenticated.js';
import { Authenticator } from './authenticator.js';

/** A running handler and its user; no user on public handlers. */
interface Running {
  readonly authenticated: Authenticated | undefined;
}

/**
 * Provides the user of the running handler to any provider. Requires `asyncContext: true`. Code that feeds a handler's
 * Observable or stream runs for the caller of `next`: read the user in the handler, and use that value there.
 *
 * @example
 * constructor(private readonly auth: AuthContext) {}
 * log(text: string) { this.logger.log(`${this.auth.authenticated()?.token.claims.sub}: ${text}`) }
 */
@Injectable()
export class AuthContext {
  readonly #storage = new AsyncLocalStorage<Running>();

  /**
   * Returns the user. Undefined on a public handler, and on an `@OptionalAuth()` handler without a token.
   *
   * @throws InvalidArgumentError outside of a request handler, and without `asyncContext: true`
   */
  user(): unknown {
    return this.authenticated()?.user;
  }

  /**
   * Returns the token and the user.
   *
   * @throws InvalidArgumentError outside of a request handler, and without `asyncContext: true`
   */
  authenticated(): Authenticated | undefined {
    const running = this.#storage.getStore();
    if (running) return running.authenticated;
    throw new InvalidArgumentError(
      'AuthContext',
      'a call outside a request handler',
      'a call while a handler runs, and the option asyncContext: true of JwtAuthModule',
    );
  }

  /**
   * Runs a handler for a user.
   *
   * @internal
   */
  run<Result>(authenticated: Authenticated | undefined, work: () => Result): Result {
    return this.#storage.run({ authenticated }, work);
  }
}

/** Runs each handler in the {@link AuthContext}. Registered by `asyncContext: true`. */
@Injectable()
export class AuthContextInterceptor implements NestInterceptor {
  @Inject(AuthContext) private readonly context!: AuthContext;
  @Inject(Authenticator) private readonly authenticator!: Authenticator;
  @Inject(AccessRegistry) private readonly policies!: AccessRegistry;
  @Inject(TransportRegistry) private readonly transports!: TransportRegistry;

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const transport = this.transports.of(context);
    const carrier = transport?.carrierOf(context);
    const isPublic = this.policies.of(context).access === 'public';
    const authenticated =
      carrier && !isPublic ? this.authenticator.authenticatedAs(carrier) : undefined;
    // Nest calls the handler on subscription.
    return new Observable((subscriber) =>
      this.context.run(authenticated, () => next.handle().subscribe(subscriber)),
    );
  }
}

/** Who is asking, for providers that are not request-scoped: by Node's AsyncLocalStorage, around each handler. */
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

/** A handler that is running, and for whom; nobody on public ones. */
interface Running {
  readonly authenticated: Authenticated | undefined;
}

/**
 * The user of the handler that is running, wherever it calls: inject it in any provider. Needs `asyncContext: true`.
 * What a handler's Observable or stream is fed by runs for whoever feeds it: in an operator of a `Subject` the user is
 * that of the handler that called `next`. Ask in the handler, and close over the answer.
 *
 * @example
 * constructor(private readonly auth: AuthContext) {}
 * log(text: string) { this.logger.log(`${this.auth.authenticated()?.token.claims.sub}: ${text}`) }
 */
@Injectable()
export class AuthContext {
  readonly #storage = new AsyncLocalStorage<Running>();

  /**
   * What `mapUser` made of the token; undefined on a public handler, and for a request without a token on an
   * `@OptionalAuth()` one.
   *
   * @throws InvalidArgumentError outside of any handler, as where `asyncContext` is not on
   */
  user(): unknown {
    return this.authenticated()?.user;
  }

  /**
   * The token and the user.
   *
   * @throws InvalidArgumentError outside of any handler, as where `asyncContext` is not on
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
   * Runs a handler for somebody.
   *
   * @internal
   */
  run<Result>(authenticated: Authenticated | undefined, work: () => Result): Result {
    return this.#storage.run({ authenticated }, work);
  }
}

/** Puts the {@link AuthContext} around each handler. Made by `asyncContext: true`. */
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
    // Nest calls the handler when it subscribes.
    return new Observable((subscriber) =>
      this.context.run(authenticated, () => next.handle().subscribe(subscriber)),
    );
  }
}

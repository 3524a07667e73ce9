import {
  Inject,
  Injectable,
  Logger,
  Optional,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { catchError, type Observable } from 'rxjs';
import { NEST_OPTIONS } from '../jwt-auth.tokens.js';
import type { ResolvedNestOptions } from '../jwt-auth.options.js';
import { httpRequest, refuse } from '../transports/http.js';
import { issuerOutcomeOf } from './issuer-outcome.js';

/**
 * Turns what the issuer throws in any HTTP handler into Nest's own exceptions, so that filters of the application know
 * them. The module puts it around every handler: nobody has to remember it. Other transports get the errors as they are.
 */
@Injectable()
export class IssuerErrorInterceptor implements NestInterceptor {
  readonly #logger = new Logger('TokenIssuer');
  readonly #realm: string | undefined;

  constructor(@Optional() @Inject(NEST_OPTIONS) options?: ResolvedNestOptions) {
    this.#realm = options?.realm;
  }

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const handled: Observable<unknown> = next.handle();
    if (context.getType() !== 'http') return handled;
    return handled.pipe(
      catchError((error: unknown) => {
        throw this.#translated(context, error);
      }),
    );
  }

  #translated(context: ExecutionContext, error: unknown): unknown {
    const outcome = issuerOutcomeOf(error, this.#realm);
    if (!outcome) return error;
    if (error instanceof Error) this.#logger.warn(`${codeOf(error)} (${error.message})`);
    return refuse(httpRequest(context), outcome, error);
  }
}

function codeOf(error: Error): string {
  return 'code' in error ? String(error.code) : error.name;
}

import {
  HttpException,
  Inject,
  Injectable,
  Logger,
  Optional,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import type { HttpOutcome } from '@portcullis/core/bearer';
import { catchError, from, mergeMap, throwError, type Observable } from 'rxjs';
import { NEST_OPTIONS } from '../request/injection-tokens.js';
import { transportOf, TransportRegistry } from '../transports/transport-registry.js';
import type { Transport } from '../transports/transport.js';
import { wsRefusal, wsTransport } from '../transports/ws.js';
import { issuerOutcomeOf } from './issuer-outcome.js';
import { TokenRequestError } from './endpoints/token-request-error.js';

/** The option of `JwtAuthModule` that the interceptor reads. */
export interface IssuerErrorSettings {
  readonly realm: string;
}

/**
 * Converts errors of the issuer in any handler to a rejection of its transport: over HTTP to Nest's exceptions, which filters
 * of the application recognize. The module adds it to every handler.
 */
@Injectable()
export class IssuerErrorInterceptor implements NestInterceptor {
  readonly #logger = new Logger('TokenIssuer');
  /** Lines that were logged for an exchange: each alias of a GraphQL field may fail. */
  readonly #logged = new WeakMap<object, Set<string>>();

  constructor(
    @Optional() @Inject(NEST_OPTIONS) private readonly settings?: IssuerErrorSettings,
    @Optional() @Inject(TransportRegistry) private readonly transports?: TransportRegistry,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const handled: Observable<unknown> = next.handle();
    return handled.pipe(
      catchError((error: unknown) =>
        from(this.#translated(context, error)).pipe(
          mergeMap((translated) => throwError(() => translated)),
        ),
      ),
    );
  }

  async #translated(context: ExecutionContext, error: unknown): Promise<unknown> {
    const transport = this.transports?.of(context) ?? transportOf(context);
    if (!transport) return error;
    const isTokenRequest = error instanceof TokenRequestError;
    if (isTokenRequest && context.getType() === 'http') return tokenRequestException(error);
    const outcome = isTokenRequest
      ? tokenRequestOutcome(error)
      : issuerOutcomeOf(error, this.settings?.realm);
    if (!outcome) return error;
    const carrier = transport.carrierOf(context);
    this.#log(transport.exchangeOf?.(context) ?? carrier, error);
    return refusalOf(transport, carrier, outcome, error);
  }

  #log(exchange: object, error: unknown): void {
    if (!(error instanceof Error)) return;
    const line = `${codeOf(error)} (${error.message})`;
    const logged = this.#logged.get(exchange) ?? new Set();
    if (logged.has(line)) return;
    this.#logged.set(exchange, logged.add(line));
    this.#logger.warn(line);
  }
}

/** Rejects the message. A rejected refresh token does not close the socket, which has a credential of its own. */
function refusalOf(transport: Transport, carrier: object, outcome: HttpOutcome, cause: unknown) {
  return transport === wsTransport ? wsRefusal(outcome) : transport.refuse(carrier, outcome, cause);
}

/** Over HTTP, the response is that of RFC 6749 §5.2. */
function tokenRequestException(cause: TokenRequestError): HttpException {
  return new HttpException({ error: cause.error }, cause.status, { cause });
}

function tokenRequestOutcome({ error, status }: TokenRequestError): HttpOutcome {
  return { status, headers: {}, body: { message: error, statusCode: status } };
}

function codeOf(error: Error): string {
  return 'code' in error ? String(error.code) : error.name;
}

/** Response streams of microservices. Each ends with a rejection when its credential becomes invalid. */
import { EventEmitter } from 'node:events';
import { Inject, Injectable, type ExecutionContext } from '@nestjs/common';
import { TokenError } from '@portcullis/core';
import { unauthorized } from '@portcullis/core/bearer';
import {
  concat,
  defer,
  EMPTY,
  isObservable,
  mergeMap,
  Observable,
  Subject,
  takeUntil,
  throwError,
} from 'rxjs';
import { Authenticator } from '../authentication/authenticator.js';
import { rpcContextOf } from '../nest-internals/rpc-context.js';
import type { RpcHandler } from '../nest-internals/rpc-registrations.js';
import { NEST_OPTIONS } from '../request/injection-tokens.js';
import { TransportRegistry } from '../transports/transport-registry.js';
import type { Transport } from '../transports/transport.js';
import { StreamWatch } from './response-streams.js';

/** The options that the watch reads. */
export interface RpcStreamsSettings {
  readonly realm: string;
}

/** Watches response streams. */
@Injectable()
export class RpcStreams {
  @Inject(Authenticator) private readonly authenticator!: Authenticator;
  @Inject(TransportRegistry) private readonly transports!: TransportRegistry;
  @Inject(StreamWatch) private readonly streams!: StreamWatch;
  @Inject(NEST_OPTIONS) private readonly settings!: RpcStreamsSettings;

  /** Wraps a handler so that its stream is watched. A handler with one response is not changed. */
  watched(handler: RpcHandler): RpcHandler {
    return async (...args) => {
      const answer = await handler(...args);
      return isObservable(answer) ? this.#watch(answer, rpcContextOf(args)) : answer;
    };
  }

  #watch(answers: Observable<unknown>, context: ExecutionContext): Observable<unknown> {
    const transport = this.transports.of(context);
    const carrier = transport?.carrierOf(context);
    const authenticated = carrier && this.authenticator.authenticatedAs(carrier);
    if (!transport || !authenticated) return answers;
    return new Observable((subscriber) => {
      const stream = new AnswerStream();
      const refusal = defer(() => (stream.destroyed ? this.#refuse(transport, carrier) : EMPTY));
      subscriber.add(() => stream.emit('close'));
      concat(answers.pipe(takeUntil(stream.refused)), refusal).subscribe(subscriber);
      // A stream with one available value, such as a rejection, has completed by now.
      if (!subscriber.closed) this.streams.watch(stream, transport, carrier, authenticated);
    });
  }

  /** The client receives the same error for every reason. No exception filter runs here. */
  #refuse(transport: Transport, carrier: object): Observable<never> {
    const cause = new TokenError(
      'ERR_TOKEN_EXPIRED',
      'the credential of this stream has expired or was revoked',
    );
    const outcome = unauthorized(this.settings.realm);
    return defer(async () => transport.refuse(carrier, outcome, cause)).pipe(
      mergeMap((refusal) => throwError(() => sentOf(refusal))),
    );
  }
}

/** Nest sends the content of an `RpcException`. */
function sentOf(refusal: Error): unknown {
  const { getError } = refusal as { readonly getError?: unknown };
  return typeof getError === 'function' ? getError.call(refusal) : refusal;
}

/** Represents a stream in the registry of open connections. */
class AnswerStream extends EventEmitter {
  readonly refused = new Subject<void>();
  destroyed = false;

  destroy(): void {
    this.destroyed = true;
    this.refused.next();
  }
}

/** Streams of answers of microservices: each ends, refused, when the credential goes bad that it was begun with. */
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

/** What the watch of streams reads of the options. */
export interface RpcStreamsSettings {
  readonly realm: string;
}

/** Puts streams of answers under watch. */
@Injectable()
export class RpcStreams {
  @Inject(Authenticator) private readonly authenticator!: Authenticator;
  @Inject(TransportRegistry) private readonly transports!: TransportRegistry;
  @Inject(StreamWatch) private readonly streams!: StreamWatch;
  @Inject(NEST_OPTIONS) private readonly settings!: RpcStreamsSettings;

  /** A handler whose stream is watched, where somebody was authenticated for it. One that answers once is left as it is. */
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
      // One answer that was at hand, such as a refusal, has ended it by now.
      if (!subscriber.closed) this.streams.watch(stream, transport, carrier, authenticated);
    });
  }

  /** Whatever is wrong with the credential now, a client is told the same. No filter of exceptions is on the way. */
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

/** Of an `RpcException` Nest sends what it holds. */
function sentOf(refusal: Error): unknown {
  const { getError } = refusal as { readonly getError?: unknown };
  return typeof getError === 'function' ? getError.call(refusal) : refusal;
}

/** Stands for a stream among the connections that are watched. */
class AnswerStream extends EventEmitter {
  readonly refused = new Subject<void>();
  destroyed = false;

  destroy(): void {
    this.destroyed = true;
    this.refused.next();
  }
}

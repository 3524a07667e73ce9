/** Streams of handlers, and sockets of GraphQL: each ends when the credential goes bad that it was begun with. */
import { Inject, Injectable, type ExecutionContext } from '@nestjs/common';
import type { Authenticated } from '../request/authenticated.js';
import { Authenticator } from '../authentication/authenticator.js';
import { TransportRegistry } from '../transports/transport-registry.js';
import type { Transport } from '../transports/transport.js';
import { ConnectionRefusal } from '../transports/connection-refusal.js';
import { LiveConnections } from './live-connections.js';

/** Puts the connections of streams under watch. */
@Injectable()
export class StreamWatch {
  @Inject(Authenticator) private readonly authenticator!: Authenticator;
  @Inject(TransportRegistry) private readonly transports!: TransportRegistry;
  @Inject(LiveConnections) private readonly live!: LiveConnections;

  /**
   * Watches what a handler's answer keeps open, from the moment on that somebody is authenticated for it, by whichever
   * guard. On public handlers nobody is.
   */
  expect(context: ExecutionContext): void {
    const transport = this.transports.of(context);
    const connection = transport?.connectionOf?.(context);
    if (!transport || !connection) return;
    const carrier = transport.carrierOf(context);
    this.authenticator.onceAuthenticated(carrier, (authenticated) =>
      this.watch(connection, transport, carrier, authenticated),
    );
  }

  /** Watches what stays open behind a carrier, by the credential that this has. */
  watch(
    connection: object,
    transport: Transport,
    carrier: object,
    authenticated: Authenticated,
  ): void {
    const quiet = whileOpen(transport);
    this.live.watch(connection, authenticated, () => this.authenticator.recheckBy(quiet, carrier));
  }
}

/** A transport while its answer is under way: there is no status left to refuse with, and no handler to tell of a user. */
function whileOpen(transport: Transport): Transport {
  return {
    type: transport.type,
    carrierOf: (context) => transport.carrierOf(context),
    credentialOf: (carrier, settings) => transport.credentialOf(carrier, settings),
    setUser: () => {},
    userOf: (carrier) => transport.userOf(carrier),
    exchangeOf: (context) => ({ context }), // each look is one of its own
    refuse: (_carrier, outcome, cause) => new ConnectionRefusal(outcome, cause),
  };
}

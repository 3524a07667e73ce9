/** Streams of handlers, and sockets of GraphQL. Each ends when its credential becomes invalid. */
import { Inject, Injectable, type ExecutionContext } from '@nestjs/common';
import type { Authenticated } from '../request/authenticated.js';
import { Authenticator } from '../authentication/authenticator.js';
import { TransportRegistry } from '../transports/transport-registry.js';
import type { Transport } from '../transports/transport.js';
import { ConnectionRefusal } from '../transports/connection-refusal.js';
import { LiveConnections } from './live-connections.js';

/** Watches the connections of streams. */
@Injectable()
export class StreamWatch {
  @Inject(Authenticator) private readonly authenticator!: Authenticator;
  @Inject(TransportRegistry) private readonly transports!: TransportRegistry;
  @Inject(LiveConnections) private readonly live!: LiveConnections;

  /**
   * Watches the connection that a handler's response keeps open, from the moment of authentication by any guard. Public
   * handlers have no authentication.
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

  /** Watches the connection of a carrier by its credential. */
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

/** The transport of a response in progress: its status is sent already, and no handler is called. */
function whileOpen(transport: Transport): Transport {
  return {
    type: transport.type,
    carrierOf: (context) => transport.carrierOf(context),
    credentialOf: (carrier, settings) => transport.credentialOf(carrier, settings),
    setUser: () => {},
    userOf: (carrier) => transport.userOf(carrier),
    exchangeOf: (context) => ({ context }), // each check is a new exchange
    refuse: (_carrier, outcome, cause) => new ConnectionRefusal(outcome, cause),
  };
}

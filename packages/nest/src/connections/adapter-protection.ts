/** Adds the handshake check to the application's WebSocket adapter. */
import { Inject, Injectable, Logger } from '@nestjs/common';
import { ApplicationConfig } from '@nestjs/core';
import { ConfigurationError } from '@portcullis/core';
import type { HttpOutcome, RequestLike } from '@portcullis/core/bearer';
import type { Authenticated } from '../request/authenticated.js';
import { Authenticator } from '../authentication/authenticator.js';
import { refusalBody } from '../transports/refusal-code.js';
import { handshakeCredential } from '../transports/ws.js';
import type { SocketServerOptions } from '../nest-internals/gateway-metadata.js';
import { replaceServerCreation } from '../nest-internals/socket-adapters.js';
import { Gateways, type Gateway } from './gateways.js';
import { HandshakeCheck } from './handshake-check.js';
import { ConnectionRefusal } from '../transports/connection-refusal.js';
import { handshakeOf, rememberHandshake, type Handshake } from '../transports/handshakes.js';
import { LiveConnections } from './live-connections.js';
import { ConnectAttempts } from './connect-attempts.js';
import { closeSocket, onceEnded } from '../transports/socket-control.js';

interface ServerOptions {
  readonly verifyClient?: VerifyClient;
  readonly connectionStateRecovery?: unknown;
}

/** Callback of ws that accepts or rejects a handshake. */
type VerifyClient = (info: { readonly req: RequestLike }, answer: VerifyAnswer) => unknown;
type VerifyAnswer = (
  isGood: boolean,
  status?: number,
  message?: string,
  headers?: Readonly<Record<string, string>>,
) => void;

/** A server or namespace of socket.io, or a server of ws. */
interface SocketServer {
  readonly use?: (middleware: (client: object, next: (error?: Error) => void) => void) => unknown;
  readonly options?: ServerOptions;
  /** socket.io: the options of a server, and the server of a namespace. */
  readonly opts?: ServerOptions;
  readonly server?: SocketServer;
  /** socket.io: the main namespace of a server. */
  readonly sockets?: SocketServer;
  /** socket.io: the namespaces of a server by name. */
  readonly _nsps?: ReadonlyMap<string, SocketServer>;
  on(event: 'connection', listener: (client: object, request: RequestLike) => void): unknown;
  on(event: 'new_namespace', listener: (namespace: SocketServer) => void): unknown;
}

/** Checks the handshakes of all sockets of an application. */
@Injectable()
export class SocketProtection {
  readonly #logger = new Logger('SocketProtection');
  readonly #servers = new WeakSet<object>();
  /** By socket, or by the request that opens one. */
  readonly #admitted = new WeakMap<object, Authenticated>();
  /** Sockets that were checked and may open, also without a user. */
  readonly #judged = new WeakSet<object>();
  readonly #attempts = new ConnectAttempts();

  @Inject(Gateways) private readonly gateways!: Gateways;
  @Inject(HandshakeCheck) private readonly check!: HandshakeCheck;
  @Inject(LiveConnections) private readonly live!: LiveConnections;
  @Inject(Authenticator) private readonly authenticator!: Authenticator;

  constructor(@Inject(ApplicationConfig) config: ApplicationConfig) {
    replaceServerCreation<SocketServerOptions & ServerOptions>(config, (port, options, create) => {
      refuseRecovery(options);
      const gateways = this.gateways.at(port, options);
      const verifyClient = this.#verifyClient(gateways, options.verifyClient);
      const server = create(port, { ...options, verifyClient }) as SocketServer;
      this.#watch(server, gateways, verifyClient);
      return server;
    });
  }

  #watch(server: SocketServer, gateways: readonly Gateway[], verifyClient: VerifyClient): void {
    if (this.#servers.has(server)) return;
    this.#servers.add(server);
    refuseRecovery(server.opts ?? server.server?.opts);
    if (typeof server.use === 'function') {
      server.use((client, next) => void this.#middleware(gateways, client, next));
      this.#watchOthers(server.server ?? server);
    } else if (server.options?.verifyClient !== verifyClient) {
      throw new ConfigurationError(
        'useWebSocketAdapter()',
        'an adapter whose servers have neither use() nor verifyClient',
        "Nest's IoAdapter or WsAdapter, or one that extends them",
      );
    }
    server.on('connection', (client, request) => this.#opened(client, request));
  }

  /**
   * Namespaces without a gateway: those that the application creates by `server.of()`, and those of patterns. Messages to a
   * server reach all of them.
   */
  #watchOthers(server: SocketServer): void {
    if (!server.sockets || this.#servers.has(server.sockets)) return;
    this.#servers.add(server.sockets); // has the check of this server
    for (const namespace of server._nsps?.values() ?? []) this.#watchUndeclared(namespace);
    server.on('new_namespace', (namespace) => this.#watchUndeclared(namespace));
  }

  /** Whether a gateway declares the namespace is known when a client connects: Nest creates a namespace first. */
  #watchUndeclared(namespace: SocketServer): void {
    namespace.use?.((client, next) => {
      if (this.#servers.has(namespace) || this.#judged.has(client)) return next();
      void this.#middleware([], client, next);
    });
    namespace.on('connection', (client, request) => {
      if (!this.#servers.has(namespace)) this.#opened(client, request);
    });
  }

  /** socket.io: an error given to `next` rejects the client, which receives its message and data. */
  async #middleware(
    gateways: readonly Gateway[],
    client: object,
    next: (error?: Error) => void,
  ): Promise<void> {
    const attempt = this.#attempts.begin(client);
    if (!attempt) return next(new Error('too many attempts'));
    try {
      const handshake = handshakeOf(client);
      const authenticated = handshake && (await this.check.admit(gateways, handshake));
      if (authenticated) this.#admitted.set(client, authenticated);
      if (!handshake) return next(new Error('no handshake'));
      this.#judged.add(client);
      attempt.succeed();
      next();
    } catch (error) {
      next(connectError(this.#outcomeOf(error)));
    }
  }

  /** ws: the response to the request that opens the socket. */
  #verifyClient(gateways: readonly Gateway[], own: VerifyClient | undefined): VerifyClient {
    return (info, answer) => {
      const { headers, rawHeaders, url } = info.req;
      this.check
        .admit(gateways, { headers, rawHeaders, url })
        .then((authenticated) => {
          if (authenticated) this.#admitted.set(info.req, authenticated);
          this.#judged.add(info.req);
          askOwn(own, info, answer);
        })
        .catch((error: unknown) => {
          const outcome = this.#outcomeOf(error);
          answer(false, outcome?.status ?? 500, outcome?.body.message, outcome?.headers);
        });
    };
  }

  /** Nest has no exception filter for handshakes. Errors of `mapUser`, policies and `verifyClient` are logged here. */
  #outcomeOf(error: unknown): HttpOutcome | undefined {
    if (error instanceof ConnectionRefusal) return error.outcome;
    this.#logger.error(error);
    return undefined;
  }

  /** Closes a socket that was opened without the check. */
  #opened(client: object, request: RequestLike | undefined): void {
    if (!this.#judged.has(client) && !(request && this.#judged.has(request))) {
      return closeSocket(client);
    }
    if (request?.headers) {
      const { headers, rawHeaders, url } = request;
      rememberHandshake(client, { headers, rawHeaders, url });
    }
    const authenticated = this.#admitted.get(client) ?? (request && this.#admitted.get(request));
    const handshake = handshakeOf(client);
    if (!handshake) return;
    if (authenticated) this.#keepWatch(client, authenticated, handshake);
    else this.#watchLater(client, handshake);
  }

  /** If a socket may open without a token, one of its messages may be the first that requires one. */
  #watchLater(client: object, handshake: Handshake): void {
    if (!hasCredential(handshake)) return;
    this.authenticator.onceAuthenticated(client, (authenticated) =>
      this.#keepWatch(client, authenticated, handshake),
    );
    onceEnded(client, () => this.authenticator.noLonger(client));
  }

  #keepWatch(client: object, authenticated: Authenticated, handshake: Handshake): void {
    this.live.watch(client, authenticated, () => this.check.recheck(handshake));
  }
}

/**
 * Rejects socket.io's connection state recovery. A recovered socket skips the middleware, or receives its missed messages
 * before the middleware runs. The identifier of the session would be enough to read them.
 */
function refuseRecovery({ connectionStateRecovery }: ServerOptions = {}): void {
  if (connectionStateRecovery === undefined || connectionStateRecovery === false) return;
  throw new ConfigurationError(
    'connectionStateRecovery',
    'the recovery of socket.io, which sends missed messages before any credential is looked at',
    'none: a client that connects again asks for what it missed',
  );
}

/** Returns whether the adapter provides the handshake of a client. */
function hasCredential(handshake: Handshake): boolean {
  try {
    return handshakeCredential(handshake) !== undefined;
  } catch {
    return false;
  }
}

function askOwn(
  own: VerifyClient | undefined,
  info: { readonly req: RequestLike },
  answer: VerifyAnswer,
): void {
  if (!own) answer(true);
  else if (own.length >= 2) own(info, answer);
  else answer(own(info, answer) === true);
}

/** Creates the `connect_error` of socket.io's client. It contains nothing about an error of the application. */
function connectError(outcome: HttpOutcome | undefined): Error {
  if (!outcome) return new Error('Internal server error');
  return Object.assign(new Error(outcome.body.message), { data: refusalBody(outcome) });
}

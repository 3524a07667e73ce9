/** Open sockets and streams with a credential. Each is closed when its credential becomes invalid. */
import { HttpException, Inject, Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { PortcullisError, type Clock } from '@portcullis/core';
import { outcomeOf } from '@portcullis/core/bearer';
import type { Authenticated } from '../request/authenticated.js';
import { NEST_OPTIONS } from '../request/injection-tokens.js';
import { ConnectionRefusal } from '../transports/connection-refusal.js';
import {
  closeSocket,
  hasEnded,
  markAuthenticated,
  onceEnded,
} from '../transports/socket-control.js';

/** State of an open connection. */
interface Watched {
  readonly recheck: Recheck;
  /** In seconds, at the last check. */
  expiresAt: number;
  timer?: NodeJS.Timeout;
}

/** Checks the credential of a connection again. */
export type Recheck = () => Promise<Authenticated>;

/** The options that the registry reads. */
export interface LiveConnectionsSettings {
  /** In seconds. */
  readonly connectionRecheck: number;
  readonly clock: Clock;
}

/**
 * Open sockets and streams of an application: WebSockets, server-sent events, and sockets of GraphQL. Each is checked again
 * when its token expires, every `connectionRecheck`, and by {@link recheck}.
 *
 * @example
 * await tokenIssuer.revokeSubject(userId);
 * await app.get(LiveConnections).recheck();
 */
@Injectable()
export class LiveConnections implements OnModuleDestroy {
  readonly #logger = new Logger('LiveConnections');
  readonly #sockets = new Map<object, Watched>();
  #toldUntil = Number.NEGATIVE_INFINITY;

  readonly #recheckMs: number;
  readonly #clock: Clock;

  constructor(@Inject(NEST_OPTIONS) { connectionRecheck, clock }: LiveConnectionsSettings) {
    this.#recheckMs = connectionRecheck * 1000;
    this.#clock = clock;
  }

  /** Number of open connections. */
  get size(): number {
    return this.#sockets.size;
  }

  /** Watches a connection until it ends. A second call for the same connection has no effect. */
  watch(client: object, { token }: Authenticated, recheck: Recheck): void {
    if (this.#sockets.has(client) || hasEnded(client)) return;
    markAuthenticated(client);
    onceEnded(client, () => this.#forget(client));
    const { expiresAt } = token;
    this.#sockets.set(client, { recheck, expiresAt });
    this.#schedule(client, expiresAt);
  }

  /**
   * Checks the credential of every open connection now, and closes connections whose credential is no longer valid. Call
   * it after you revoke a user or a session. During an outage of keys, revocations or `mapUser`, connections stay open
   * until their token expires, and messages of sockets are rejected.
   */
  async recheck(): Promise<void> {
    await Promise.all([...this.#sockets.keys()].map((client) => this.#look(client)));
  }

  onModuleDestroy(): void {
    for (const client of this.#sockets.keys()) this.#forget(client);
  }

  async #look(client: object): Promise<void> {
    const socket = this.#sockets.get(client);
    if (!socket) return;
    const expiresAt = await socket.recheck().then(
      ({ token }) => token.expiresAt,
      (error: unknown) => (isRefusal(error) ? 0 : this.#unknown(error, socket)),
    );
    if (this.#sockets.get(client) !== socket) return; // it ended meanwhile
    if (this.#isOver(expiresAt)) this.#close(client);
    else this.#schedule(client, expiresAt);
  }

  /**
   * An outage closes no connection: all clients would reconnect at once. The log has one line for all connections.
   */
  #unknown(error: unknown, { expiresAt }: Watched): number {
    const now = this.#clock();
    if (now < this.#toldUntil) return expiresAt;
    this.#toldUntil = now + this.#recheckMs;
    this.#logger.warn(`open connections could not be checked: ${reasonOf(error)}`);
    return expiresAt;
  }

  /** The next check is scheduled before this one: a check that hangs does not delay the others. */
  #tick(client: object): void {
    const socket = this.#sockets.get(client);
    if (!socket) return;
    if (this.#isOver(socket.expiresAt)) return this.#close(client);
    this.#schedule(client, socket.expiresAt);
    void this.#look(client);
  }

  #isOver(expiresAt: number): boolean {
    return expiresAt * 1000 <= this.#clock();
  }

  #close(client: object): void {
    this.#forget(client);
    try {
      closeSocket(client);
    } catch {
      // A connection that cannot be closed must not keep the others open.
    }
  }

  #schedule(client: object, expiresAt: number): void {
    const socket = this.#sockets.get(client);
    if (!socket) return;
    clearTimeout(socket.timer);
    socket.expiresAt = expiresAt;
    const untilExpiry = Math.max(expiresAt * 1000 - this.#clock(), 0) + 1;
    const wait = Math.min(untilExpiry, this.#recheckMs);
    socket.timer = setTimeout(() => this.#tick(client), wait).unref();
  }

  #forget(client: object): void {
    clearTimeout(this.#sockets.get(client)?.timer);
    this.#sockets.delete(client);
  }
}

/** Errors of the application may contain secrets: the log has only their class. */
function reasonOf(error: unknown): string {
  if (error instanceof PortcullisError) return `${error.code} (${error.message})`;
  return `mapUser failed (${error instanceof Error ? error.name : typeof error})`;
}

/**
 * Returns whether an error means that a credential is invalid: a rejection of this library, or an exception of Nest below
 * 500. Any other error, such as a 503 or an unavailable database of `mapUser`, does not.
 */
function isRefusal(error: unknown): boolean {
  const outcome = error instanceof ConnectionRefusal ? error.outcome : outcomeOf(error);
  if (outcome) return outcome.status !== 503;
  if (error instanceof HttpException) return error.getStatus() < 500;
  // WsException and RpcException, whose packages may not be installed.
  return typeof (error as { readonly getError?: unknown } | undefined)?.getError === 'function';
}

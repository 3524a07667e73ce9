/** Open sockets and streams with a credential: each is closed when that goes bad. */
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

/** What is known of an open connection. */
interface Watched {
  readonly recheck: Recheck;
  /** In seconds, as it was found last. */
  expiresAt: number;
  timer?: NodeJS.Timeout;
}

/** Looks at the credential of a connection again. */
export type Recheck = () => Promise<Authenticated>;

/** What the registry of connections reads of the options. */
export interface LiveConnectionsSettings {
  /** In seconds. */
  readonly connectionRecheck: number;
  readonly clock: Clock;
}

/**
 * The open sockets of an application, and its streams: server-sent events, and sockets of GraphQL. Each is looked at again
 * when its token expires, every `connectionRecheck`, and by {@link recheck}.
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

  /** How many there are. */
  get size(): number {
    return this.#sockets.size;
  }

  /** Keeps a connection under watch until it ends. One that is watched stays so: it has one credential. */
  watch(client: object, { token }: Authenticated, recheck: Recheck): void {
    if (this.#sockets.has(client) || hasEnded(client)) return;
    markAuthenticated(client);
    onceEnded(client, () => this.#forget(client));
    const { expiresAt } = token;
    this.#sockets.set(client, { recheck, expiresAt });
    this.#schedule(client, expiresAt);
  }

  /**
   * Checks the credential of every open connection now, and closes those whose credential is no longer valid: call it
   * when a user or a session was revoked. In an outage (of keys, of revocations, of what `mapUser` asks) nothing is known
   * of a credential: connections stay until their token expires, and the messages of sockets are refused.
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
   * Every client of an application would connect again at once, were its connections closed in an outage. The log has one
   * line for all of them.
   */
  #unknown(error: unknown, { expiresAt }: Watched): number {
    const now = this.#clock();
    if (now < this.#toldUntil) return expiresAt;
    this.#toldUntil = now + this.#recheckMs;
    this.#logger.warn(`open connections could not be checked: ${reasonOf(error)}`);
    return expiresAt;
  }

  /** The next time is set before the look: one that never ends, as its database hangs, holds up none that follows. */
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
      // What can't be closed is broken already, and no reason to leave the others open.
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

/** Errors of the application may hold what no log should have. */
function reasonOf(error: unknown): string {
  if (error instanceof PortcullisError) return `${error.code} (${error.message})`;
  return `mapUser failed (${error instanceof Error ? error.name : typeof error})`;
}

/**
 * Whether an error says that a credential is not valid. Any other says nothing of it: 503, and what `mapUser` throws where
 * its database is away. By exceptions of Nest, and errors of ours, it refuses.
 */
function isRefusal(error: unknown): boolean {
  const outcome = error instanceof ConnectionRefusal ? error.outcome : outcomeOf(error);
  if (outcome) return outcome.status !== 503;
  if (error instanceof HttpException) return error.getStatus() < 500;
  // WsException and RpcException, whose packages may not be installed.
  return typeof (error as { readonly getError?: unknown } | undefined)?.getError === 'function';
}

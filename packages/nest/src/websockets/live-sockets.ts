/** Open sockets and streams with a credential: each is closed when that goes bad. */
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { Clock } from '@portcullis/core';
import type { Authenticated } from '../authentication/authenticated.js';
import { SPLIT_OPTIONS } from '../jwt-auth.tokens.js';
import type { SplitOptions } from '../jwt-auth.options.js';
import { ConnectionRefusal } from './connection-refusal.js';
import { closeSocket, hasEnded, markAuthenticated, onceEnded } from './sockets.js';

/** What is known of an open connection. */
interface Watched {
  readonly recheck: Recheck;
  /** In seconds, as it was found last. */
  expiresAt: number;
  timer?: NodeJS.Timeout;
}

/** Looks at the credential of a connection again. */
export type Recheck = () => Promise<Authenticated>;

/**
 * The open sockets of an application, and its streams: server-sent events, and sockets of GraphQL. Each is looked at again
 * when its token expires, every `socketRecheck`, and by {@link recheck}.
 */
@Injectable()
export class LiveSockets implements OnModuleDestroy {
  readonly #sockets = new Map<object, Watched>();

  readonly #recheckMs: number;
  readonly #clock: Clock;

  constructor(@Inject(SPLIT_OPTIONS) { nest, verifier }: SplitOptions) {
    this.#recheckMs = nest.socketRecheck * 1000;
    this.#clock = verifier.clock ?? Date.now;
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
   * Looks at every open connection's credential now, and closes those whose it is no longer: call it when a user or a
   * session was revoked. Those of which nothing can be told, as keys are out of reach, stay until their token expires;
   * the messages of sockets are refused.
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
      (error: unknown) => (isOutage(error) ? socket.expiresAt : 0),
    );
    if (this.#sockets.get(client) !== socket) return; // it ended meanwhile
    if (this.#isOver(expiresAt)) this.#close(client);
    else this.#schedule(client, expiresAt);
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

/** Keys out of reach: nothing can be told of the token. */
function isOutage(error: unknown): boolean {
  return error instanceof ConnectionRefusal && error.outcome.status === 503;
}

/** Bounds what one connection of socket.io may ask: a single request of its polling holds thousands of attempts to connect. */

/** Attempts of one connection that have not succeeded, or not yet. */
const MOST = 100;

/** A socket of socket.io, before it is connected: several share one connection. */
interface Connecting {
  readonly conn?: { close(): unknown };
}

/** An attempt that is under way. */
export interface Attempt {
  /** Counts it no longer. */
  succeed(): void;
}

/** Counts the attempts of each connection that were refused or are under way. */
export class ConnectAttempts {
  readonly #counts = new WeakMap<object, number>();

  /** An attempt to connect; undefined where there were too many on this connection, which is closed. */
  begin(client: object): Attempt | undefined {
    const { conn } = client as Connecting;
    if (!conn) return { succeed: () => {} };
    const count = this.#counts.get(conn) ?? 0;
    if (count >= MOST) {
      conn.close();
      return undefined;
    }
    this.#counts.set(conn, count + 1);
    return { succeed: () => void this.#counts.set(conn, (this.#counts.get(conn) ?? 1) - 1) };
  }
}

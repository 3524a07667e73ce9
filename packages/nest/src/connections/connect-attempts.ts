/** Limits connect attempts of one socket.io connection: a single polling request can contain thousands. */

/** Maximum of attempts of one connection that have failed or are in progress. */
const MOST = 100;

/** A socket of socket.io, before it is connected: several share one connection. */
interface Connecting {
  readonly conn?: { close(): unknown };
}

/** An attempt in progress. */
export interface Attempt {
  /** Removes it from the count. */
  succeed(): void;
}

/** Counts the attempts of each connection that were rejected or are in progress. */
export class ConnectAttempts {
  readonly #counts = new WeakMap<object, number>();

  /** Begins an attempt. Returns undefined after too many on one connection, which is then closed. */
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

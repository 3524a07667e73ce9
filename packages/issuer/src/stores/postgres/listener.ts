/** Listens on a channel of PostgreSQL with a separate connection. */
import { randomBytes } from 'node:crypto';
import {
  DeliveryProbe,
  DeliveryReporter,
  type ProbeTimes,
} from '../../store-access/delivery-probe.js';
import type { Queryable } from './queryable.js';

/** The part of a connection that listening needs. A `Client` of `pg` has it. */
export interface PostgresListener {
  query(text: string): Promise<unknown>;
  on(event: 'notification', listener: (message: PostgresNotification) => void): unknown;
  on(event: 'error', listener: () => void): unknown;
  on(event: 'end', listener: () => void): unknown;
  end(): Promise<void>;
}

/** A notification that was received. */
export interface PostgresNotification {
  readonly channel: string;
}

/** Opens connections on which changes are received at once. */
export interface PostgresListening {
  /**
   * Opens a separate connection for LISTEN, on which changes by other processes are received at once. Called again after
   * the connection is lost. Must connect to PostgreSQL itself: a pooler in transaction mode delivers no notifications. A
   * probe detects this and reports it. Default: none. The store is then polled.
   *
   * @example
   * connect: async () => {
   *   const client = new pg.Client(url);
   *   await client.connect();
   *   return client;
   * }
   */
  readonly connect?: () => Promise<PostgresListener>;
}

/** Called by a listener. */
export interface ListenerCalls {
  readonly onChange: () => void;
  /** Called once when the connection is lost or delivers nothing. Not called after a regular end. */
  readonly onLost: () => void;
}

const HINT =
  'Does `connect` go through a pooler in transaction mode, such as PgBouncer? Connect to PostgreSQL itself.';

/** Listens on one channel. Each call of `listen` opens a connection. */
export class PostgresChannel {
  readonly #name: string;
  readonly #db: Queryable;
  readonly #connect: () => Promise<PostgresListener>;
  readonly #times: ProbeTimes | undefined;
  readonly #reporter: DeliveryReporter;

  /**
   * @param name an identifier that needs no quotes
   * @param db the connection that sends changes. It sends the probes too: any pooler delivers a probe that the listening
   *   connection sends to itself
   */
  constructor(
    name: string,
    db: Queryable,
    connect: () => Promise<PostgresListener>,
    times?: ProbeTimes,
  ) {
    this.#name = name;
    this.#db = db;
    this.#connect = connect;
    this.#times = times;
    this.#reporter = new DeliveryReporter(name, HINT);
  }

  /** @returns a function that ends the connection */
  async listen({ onChange, onLost }: ListenerCalls): Promise<() => Promise<void>> {
    const client = await this.#connect();
    const probeName = `portcullis_probe_${randomBytes(8).toString('hex')}`;
    let isOver = false;
    const over = async (isLost: boolean): Promise<void> => {
      if (isOver) return;
      isOver = true;
      probe.end();
      if (isLost) onLost();
      await client.end();
    };
    const lost = (): void => void over(true).catch(() => undefined);
    const probe = this.#probe(probeName, { onChange, onLost: lost });
    client.on('notification', ({ channel }) =>
      channel === probeName ? probe.heard() : onChange(),
    );
    client.on('error', lost);
    client.on('end', lost);
    try {
      await client.query(`listen ${this.#name}`);
      await client.query(`listen ${probeName}`);
    } catch (error) {
      await over(false);
      throw error;
    }
    probe.start();
    return () => over(false);
  }

  #probe(probeName: string, { onChange, onLost }: ListenerCalls): DeliveryProbe {
    const calls = {
      send: () => this.#db.query(`select pg_notify($1, '')`, [probeName]),
      onSilent: (hasDelivered: boolean) => {
        this.#reporter.silent();
        if (hasDelivered) onLost(); // another connection may deliver
      },
      onDelivered: () => {
        if (this.#reporter.delivered()) onChange(); // earlier notifications were lost
      },
    };
    return new DeliveryProbe(calls, this.#times);
  }
}

/** Makes the `subscribe` method of a store; undefined without `connect`. */
export function subscriptionTo(
  name: string,
  db: Queryable,
  { connect }: PostgresListening,
): ((onChange: () => void, onLost: () => void) => Promise<() => Promise<void>>) | undefined {
  if (!connect) return undefined;
  const channel = new PostgresChannel(name, db, connect);
  return (onChange, onLost) => channel.listen({ onChange, onLost });
}

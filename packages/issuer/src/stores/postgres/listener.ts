/** Listens on a channel of PostgreSQL, on a connection of its own. */
import { randomBytes } from 'node:crypto';
import {
  DeliveryProbe,
  DeliveryReporter,
  type ProbeTimes,
} from '../../store-access/delivery-probe.js';
import type { Queryable } from './queryable.js';

/** What is needed of a connection to listen on it: a `Client` of `pg` has it. */
export interface PostgresListener {
  query(text: string): Promise<unknown>;
  on(event: 'notification', listener: (message: PostgresNotification) => void): unknown;
  on(event: 'error', listener: () => void): unknown;
  on(event: 'end', listener: () => void): unknown;
  end(): Promise<void>;
}

/** A notification that arrived. */
export interface PostgresNotification {
  readonly channel: string;
}

/** Whom a listener tells what. */
export interface ListenerCalls {
  readonly onChange: () => void;
  /** Called once when the connection is gone, or delivers nothing any more, unless we ended it. */
  readonly onLost: () => void;
}

const HINT =
  'Does `connect` go through a pooler in transaction mode, such as PgBouncer? Connect to PostgreSQL itself.';

/** Listens on one channel, on one connection after the other. */
export class PostgresChannel {
  readonly #name: string;
  readonly #db: Queryable;
  readonly #connect: () => Promise<PostgresListener>;
  readonly #times: ProbeTimes | undefined;
  readonly #reporter: DeliveryReporter;

  /**
   * @param name an identifier that needs no quotes
   * @param db by which changes are told, and probes are sent: a probe by the listening connection would arrive through
   *   any pooler
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

  /** @returns what ends the connection */
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
        if (this.#reporter.delivered()) onChange(); // what was told meanwhile was told to nobody
      },
    };
    return new DeliveryProbe(calls, this.#times);
  }
}

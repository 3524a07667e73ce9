/**
 * What was found of the credential of an exchange: an HTTP request with all GraphQL operations that it holds, one message
 * of a socket, one event of a subscription. A sender decides how many fields, aliases and list items ask for it, so
 * that it is verified, mapped to a user, logged and told of once.
 */
import type { Clock } from '@portcullis/core';
import type { Transport } from '../transports/transport.js';
import type { Authenticated } from '../request/authenticated.js';

/** What a carrier presents: a credential, nothing, or what keeps it from being read. */
export interface Presented {
  readonly credential?: string;
  readonly fault?: unknown;
}

/** What came of it: a user, or the reason for a refusal. */
export interface Finding {
  readonly authenticated?: Authenticated;
  readonly failure?: unknown;
  /** Nothing was presented: a handler may allow that. */
  readonly isMissing?: boolean;
}

/** One look at a credential, shared by whatever asks during the exchange. */
export interface Look {
  readonly presented: Presented;
  readonly finding: Promise<Finding>;
  /** In milliseconds of the application's clock. */
  readonly at: number;
  /** When the token expires, in milliseconds; undefined for a refusal. */
  expiresAt?: number;
  /** Whether the log and the hooks were told of it. */
  isTold: boolean;
}

/** What is noted of a carrier or an exchange. One record: a table for each costs every request a collection. */
interface Record {
  authenticated?: Authenticated | undefined;
  look?: Look;
  /** Of a carrier that outlives an exchange, the one that is under way, and how many guards are at it. */
  current?: object | undefined;
  guards?: number;
  told?: Set<object>;
}

/** The exchanges of an application. */
export class Exchanges {
  // Keyed by the request itself: what a middleware writes into `request.user` counts for nothing.
  readonly #records = new WeakMap<object, Record>();

  /** @param maxAge after which a look counts no longer, in milliseconds: an exchange may last */
  constructor(
    private readonly clock: Clock,
    private readonly maxAge: number,
  ) {}

  /** Runs work that asks for the credential of a carrier in an exchange. */
  async during<Result>(
    carrier: object,
    exchange: object | undefined,
    work: () => Promise<Result>,
  ): Promise<Result> {
    if (exchange === undefined || exchange === carrier) return work();
    const record = this.#of(carrier);
    record.current = exchange;
    record.guards = (record.guards ?? 0) + 1;
    try {
      return await work();
    } finally {
      // A socket must not keep its last message alive.
      if (--record.guards === 0) record.current = undefined;
    }
  }

  /** The look at what a carrier presents: that of its exchange, else a new one. */
  look(
    transport: Transport,
    carrier: object,
    presented: Presented,
    examine: (presented: Presented) => Promise<Finding>,
  ): Look {
    const exchange = this.#exchangeOf(transport, carrier);
    const record = exchange && this.#of(exchange);
    const known = record?.look;
    if (known && this.#isFresh(known) && isSame(known.presented, presented)) return known;
    const look: Look = { presented, finding: examine(presented), at: this.clock(), isTold: false };
    if (record) record.look = look;
    return look;
  }

  /** Whether something of an exchange was told before; from now on it was. */
  isTold(exchange: object, what: object): boolean {
    const record = this.#of(exchange);
    record.told ??= new Set();
    if (record.told.has(what)) return true;
    record.told.add(what);
    return false;
  }

  authenticatedAs(carrier: object): Authenticated | undefined {
    return this.#records.get(carrier)?.authenticated;
  }

  setAuthenticated(carrier: object, authenticated: Authenticated | undefined): void {
    this.#of(carrier).authenticated = authenticated;
  }

  /** Without an exchange under way, what outlives one is looked at each time. */
  #exchangeOf(transport: Transport, carrier: object): object | undefined {
    return this.#records.get(carrier)?.current ?? (transport.exchangeOf ? undefined : carrier);
  }

  /** An exchange may outlast its token. A look at a token within the clock tolerance was made after the expiry: it counts. */
  #isFresh({ at, expiresAt }: Look): boolean {
    const now = this.clock();
    const hasExpired = expiresAt !== undefined && at < expiresAt && expiresAt <= now;
    return !hasExpired && at <= now && now < at + this.maxAge;
  }

  #of(key: object): Record {
    let record = this.#records.get(key);
    if (!record) this.#records.set(key, (record = {}));
    return record;
  }
}

/** A middleware may have put another credential there since. */
function isSame(known: Presented, now: Presented): boolean {
  return known.credential === now.credential && textOf(known.fault) === textOf(now.fault);
}

function textOf(fault: unknown): string | undefined {
  if (fault === undefined) return undefined;
  return fault instanceof Error ? fault.message : typeof fault;
}

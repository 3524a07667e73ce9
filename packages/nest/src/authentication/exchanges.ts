/**
 * What was found of the credential of an exchange: an HTTP request with all GraphQL operations that it holds, one message
 * of a socket, one event of a subscription. A sender decides how many fields, aliases and list items ask for it.
 * Therefore it is verified, mapped to a user, logged and reported once.
 */
import type { Clock } from '@portcullis/core';
import type { Authenticated } from '../request/authenticated.js';
import type { Finding, Look, Presented } from '../request/look.js';
import { existingRecordOf, recordOf, type RequestRecord } from '../request/request-record.js';
import type { Transport } from '../transports/transport.js';

/** The exchanges of an application. */
export class Exchanges {
  /** @param maxAge the time after which a look is no longer used, in milliseconds: an exchange may take long */
  constructor(
    private readonly clock: Clock,
    private readonly maxAge: number,
  ) {}

  /** Notes that this application's global guard has received a request. */
  receive(carrier: object): void {
    this.#of(carrier).isReceived = true;
  }

  /** Returns whether another application's guard has received a request, and this one's has not. */
  isOfAnother(carrier: object): boolean {
    let isReceived = false;
    for (let each = existingRecordOf(carrier); each !== undefined; each = each.next) {
      if (each.owner === this && each.isReceived) return false;
      isReceived ||= each.isReceived;
    }
    return isReceived;
  }

  /** Runs work that asks for the credential of a carrier in an exchange. */
  during<Result>(
    carrier: object,
    exchange: object | undefined,
    work: () => Result | Promise<Result>,
  ): Result | Promise<Result> {
    if (exchange === undefined || exchange === carrier) return work();
    const record = this.#of(carrier);
    record.current = exchange;
    record.guards++;
    let result: Result | Promise<Result>;
    try {
      result = work();
    } catch (error) {
      leave(record);
      throw error;
    }
    if (result instanceof Promise) return result.finally(() => leave(record));
    leave(record);
    return result;
  }

  /** Returns the look at what a carrier presents: that of its exchange, or a new one. */
  look(
    transport: Transport,
    carrier: object,
    presented: Presented,
    examine: (presented: Presented) => Finding | Promise<Finding>,
  ): Look {
    const record = this.#recordOfExchange(transport, carrier);
    const known = record?.look;
    if (known && this.#isFresh(known) && isSame(known.presented, presented)) return known;
    const at = this.clock();
    const finding = resultOf(examine, presented);
    const look: Look = { presented, finding, at, expiresAt: undefined, isTold: false };
    if (record) record.look = look;
    return look;
  }

  /** Returns whether something of an exchange was reported before, and notes that it was. */
  isTold(exchange: object, what: object): boolean {
    const record = this.#of(exchange);
    record.told ??= new Set();
    if (record.told.has(what)) return true;
    record.told.add(what);
    return false;
  }

  authenticatedAs(carrier: object): Authenticated | undefined {
    for (let each = existingRecordOf(carrier); each !== undefined; each = each.next) {
      if (each.owner === this) return each.authenticated;
    }
    return undefined;
  }

  /** Notes what a carrier was authenticated as, or that it is anonymous, and calls who waits for it. */
  setAuthenticated(carrier: object, authenticated: Authenticated | undefined): void {
    const first = recordOf(carrier);
    first.shown = authenticated;
    const record = first.of(this);
    record.authenticated = authenticated;
    const { listener } = record;
    if (listener === undefined || authenticated === undefined) return;
    record.listener = undefined;
    listener(authenticated);
  }

  /** Calls a listener, once, when a carrier is first authenticated; undefined ends that. */
  onceAuthenticated(
    carrier: object,
    listener: ((authenticated: Authenticated) => void) | undefined,
  ): void {
    this.#of(carrier).listener = listener;
  }

  /** Without an exchange in progress, a carrier that outlives one is examined each time. */
  #recordOfExchange(transport: Transport, carrier: object): RequestRecord | undefined {
    if (transport.exchangeOf === undefined) return this.#of(carrier);
    const { current } = this.#of(carrier);
    return current === undefined ? undefined : this.#of(current);
  }

  /** An exchange may outlast its token. A look at a token within the clock tolerance was made after the expiry: it counts. */
  #isFresh({ at, expiresAt }: Look): boolean {
    const now = this.clock();
    const hasExpired = expiresAt !== undefined && at < expiresAt && expiresAt <= now;
    return !hasExpired && at <= now && now < at + this.maxAge;
  }

  #of(carrier: object): RequestRecord {
    return recordOf(carrier).of(this);
  }
}

/** What is thrown is a result too: it is thrown again, without another try, to everything that asks in the exchange. */
function resultOf(
  examine: (presented: Presented) => Finding | Promise<Finding>,
  presented: Presented,
): Finding | Promise<Finding> {
  try {
    return examine(presented);
  } catch (error) {
    const failed = Promise.reject(error);
    failed.catch(() => undefined); // handled by the guards that ask
    return failed;
  }
}

/** A socket must not keep its last message in memory. */
function leave(record: RequestRecord): void {
  if (--record.guards === 0) record.current = undefined;
}

/** A middleware may have put another credential there since. */
function isSame(known: Presented, now: Presented): boolean {
  return known.credential === now.credential && textOf(known.fault) === textOf(now.fault);
}

function textOf(fault: unknown): string | undefined {
  if (fault === undefined) return undefined;
  return fault instanceof Error ? fault.message : typeof fault;
}

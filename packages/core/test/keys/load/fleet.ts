/**
 * Simulates processes that fetch the keys of one issuer, with the real refresh policy and a simulated clock.
 * Each process gets a token of the issuer every second. Times are milliseconds.
 */
import * as policy from '../../../src/keys/refresh-policy.js';
import type { RefreshState } from '../../../src/keys/refresh-policy.js';
import { readSettings } from '../../../src/keys/remote-jwks.options.js';
import { Random } from '../../deep/random.js';

/** What an issuer does, in milliseconds since the fleet was started. */
export interface IssuerPlan {
  /** What its `Cache-Control` says; undefined when it says nothing. */
  readonly maxAgeMs: number | undefined;
  /** When its second key is published. */
  readonly publishedAt: number;
  /** When the second key begins to sign every token. */
  readonly signsAt: number;
  /** The time without answers. */
  readonly outage: { readonly from: number; readonly until: number };
}

/** How many processes, for how long. They are started together: all within a minute, in any order. */
export interface FleetSize {
  readonly processes: number;
  readonly hours: number;
  /** The same seed makes the same day. */
  readonly seed: string;
}

/** The results for one issuer and its tokens. */
export interface FleetDay {
  /** Fetches in each second. */
  readonly fetches: Uint32Array;
  /** Tokens that waited for a fetch; the first one of a process is not counted. */
  waits: number;
  /** Tokens that were rejected. */
  refused: number;
  /** Fetches for a key ID that a process did not know. */
  unknownKidFetches: number;
  /** From the end of the outage until the last process had fetched again. */
  refreshedAfterMs: number;
}

const settings = readSettings({});
/** Far from zero, so that a time cannot be confused with a count. */
const START = 1_800_000_000_000;
const TOKEN_EVERY = 1000;
const STARTED_WITHIN = 60_000;
/** From a request to its answer, or to the rejection of the connection. */
const LATENCY = 100;

/** Runs a fleet against one issuer. */
export function runFleet(issuer: IssuerPlan, { processes, hours, seed }: FleetSize): FleetDay {
  const day: FleetDay = {
    fetches: new Uint32Array(hours * 3600),
    waits: 0,
    refused: 0,
    unknownKidFetches: 0,
    refreshedAfterMs: 0,
  };
  const choices = new Random(seed);
  const random = () => choices.below(2 ** 32) / 2 ** 32;
  for (let i = 0; i < processes; i++) new Process(issuer, day, random).live(hours * 3_600_000);
  return day;
}

/** One process, which acts on the decisions of the policy like RemoteJwks. */
class Process {
  readonly #issuer: IssuerPlan;
  readonly #day: FleetDay;
  readonly #random: () => number;
  readonly #firstToken: number;
  #state = policy.COLD;
  /** The number of the issuer's keys that it has: 0, the first, or both. */
  #keys = 0;
  #sawEndOfOutage = false;

  constructor(issuer: IssuerPlan, day: FleetDay, random: () => number) {
    this.#issuer = issuer;
    this.#day = day;
    this.#random = random;
    this.#firstToken = Math.floor(random() * STARTED_WITHIN);
  }

  live(end: number): void {
    let now = this.#firstToken;
    while (now < end) now = this.#nextToken(this.#takeToken(now));
  }

  /** The time of the first token at or after a time. */
  #nextToken(time: number): number {
    const since = time - this.#firstToken;
    return this.#firstToken + Math.ceil(since / TOKEN_EVERY) * TOKEN_EVERY;
  }

  /** Verifies a token; returns the time from which the decision may change. */
  #takeToken(now: number): number {
    const known = this.#keys >= this.#signingKey(now);
    const decision = policy.decide(this.#state, START + now, known);
    switch (decision) {
      case 'use':
        return this.#nextChange(now);
      case 'use-and-refresh':
        return this.#fetch(now);
      case 'refresh':
        return this.#waitForFetch(now, known);
      case 'refresh-later':
        return this.#waitForFetch(this.#state.unknownKidAt - START, known);
      case 'unavailable':
        this.#day.refused++;
        return now + 1;
    }
  }

  /** A decision changes only at a time in the state, or when the signing key changes. */
  #nextChange(now: number): number {
    let next = now < this.#issuer.signsAt ? this.#issuer.signsAt : Infinity;
    for (const name in this.#state) {
      const time = this.#state[name as keyof RefreshState] - START;
      if (time > now && time < next) next = time;
    }
    return next;
  }

  #waitForFetch(now: number, known: boolean): number {
    const isUsable = START + now < this.#state.staleUntil;
    if (this.#keys > 0) this.#day.waits++;
    if (isUsable && !known) {
      this.#day.unknownKidFetches++;
      this.#state = policy.afterUnknownKidFetch(this.#state, settings, START + now);
    }
    const end = this.#fetch(now);
    const isServed = this.#keys >= this.#signingKey(now) && START + end < this.#state.staleUntil;
    if (!isServed) this.#day.refused++;
    return end;
  }

  /** Fetches; returns the time at which the fetch ends. */
  #fetch(now: number): number {
    const second = Math.floor(now / 1000);
    this.#day.fetches[second] = (this.#day.fetches[second] ?? 0) + 1;
    const { maxAgeMs, outage } = this.#issuer;
    const end = now + LATENCY;
    const at = { now: START + end, random: this.#random(), maxAgeMs, retryAfterMs: undefined };
    if (now >= outage.from && now < outage.until) {
      this.#state = policy.afterFailure(this.#state, settings, at);
      return end;
    }
    this.#state = policy.afterSuccess(this.#state, settings, at);
    this.#keys = now >= this.#issuer.publishedAt ? 2 : 1;
    if (now >= outage.until) this.#noteRecovery(now - outage.until);
    return end;
  }

  #noteRecovery(afterMs: number): void {
    if (this.#sawEndOfOutage) return;
    this.#sawEndOfOutage = true;
    this.#day.refreshedAfterMs = Math.max(this.#day.refreshedAfterMs, afterMs);
  }

  #signingKey(now: number): number {
    return now >= this.#issuer.signsAt ? 2 : 1;
  }
}

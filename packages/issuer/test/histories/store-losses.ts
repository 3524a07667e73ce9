/**
 * What a store has lost in a history, and how long the loss may have an effect: until each process has read
 * the store twice (the first read restores what the process knows, the second reads what the others
 * restored), and the older caches of verifiers have expired.
 */
import type { StoredRing } from '@portcullis/issuer';
import type { RemoteStore } from '../support/remote-store.js';
import type { Chance } from './random.js';

const MOST_BACKUPS = 20;

export class StoreLosses {
  /** The number of times that the store was emptied or restored to an older state. */
  count = 0;
  readonly #backups: (StoredRing | undefined)[] = [];
  #isFelt = false;
  #healedAt = Number.NEGATIVE_INFINITY;
  #round = new Set<object>();
  #rounds = 0;

  constructor(
    private readonly store: RemoteStore,
    private readonly chance: Chance,
  ) {}

  /** Whether a process may not yet know what another process knows. */
  get isFelt(): boolean {
    return this.#isFelt;
  }

  /** Whether a loss has an effect at that time on a cache of this lifetime. */
  isFeltBy(now: number, keepsMs: number): boolean {
    return this.#isFelt || now < this.#healedAt + keepsMs;
  }

  /** Keeps the state of the store, to restore it later. */
  backUp(): void {
    const { ring } = this.store;
    if (ring?.version !== this.#backups.at(-1)?.version) this.#backups.push(ring);
    if (this.#backups.length > MOST_BACKUPS) this.#backups.shift();
  }

  /** Empties the store, or restores an older state. */
  lose(): void {
    this.count++;
    this.#isFelt = true;
    this.#rounds = 0;
    this.#round.clear();
    this.store.ring = this.chance.next() < 0.5 ? undefined : this.chance.pick(this.#backups);
  }

  /** Notes that one of the processes has read the store. */
  looked(process: object, processes: number, now: number): void {
    if (!this.#isFelt) return;
    this.#round.add(process);
    if (this.#round.size < processes) return;
    this.#round.clear();
    this.#rounds++;
    if (this.#rounds < 2) return;
    this.#isFelt = false;
    this.#healedAt = now;
  }
}

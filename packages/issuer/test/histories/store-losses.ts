/**
 * What a store has lost in a history, and for how long that may be felt: until each process has looked at the store
 * twice (the first look gives back what it knows, the second one reads what the others gave), and the caches of
 * verifiers that were filled before have expired.
 */
import type { StoredRing } from '@portcullis/issuer';
import type { RemoteStore } from '../support/remote-store.js';
import type { Chance } from './random.js';

const MOST_BACKUPS = 20;

export class StoreLosses {
  /** How often the store was emptied or set back. */
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

  /** Whether some process may not know yet what another one knows. */
  get isFelt(): boolean {
    return this.#isFelt;
  }

  /** Whether it is felt at that time, by who keeps what it was given for so long. */
  isFeltBy(now: number, keepsMs: number): boolean {
    return this.#isFelt || now < this.#healedAt + keepsMs;
  }

  /** Keeps what the store has, to put it back later. */
  backUp(): void {
    const { ring } = this.store;
    if (ring?.version !== this.#backups.at(-1)?.version) this.#backups.push(ring);
    if (this.#backups.length > MOST_BACKUPS) this.#backups.shift();
  }

  /** Empties the store, or puts an older state back. */
  lose(): void {
    this.count++;
    this.#isFelt = true;
    this.#rounds = 0;
    this.#round.clear();
    this.store.ring = this.chance.next() < 0.5 ? undefined : this.chance.pick(this.#backups);
  }

  /** Is told that a process, of so many, has looked at the store. */
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

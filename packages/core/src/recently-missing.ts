/** Key IDs that were not found recently, so that the same one does not wait or fetch again. Bounded. */
export class MissingKeyIds {
  readonly #until = new Map<string | undefined, number>();
  readonly #rememberMs: number;
  readonly #most: number;

  /** @param rememberMs how long a key ID is remembered, in milliseconds */
  constructor(rememberMs: number, most = 1000) {
    this.#rememberMs = rememberMs;
    this.#most = most;
  }

  /** How many are remembered, those whose time is over but have not been let go of too. */
  get size(): number {
    return this.#until.size;
  }

  has(kid: string | undefined, now: number): boolean {
    return now < (this.#until.get(kid) ?? -Infinity);
  }

  add(kid: string | undefined, now: number): void {
    this.purge(now);
    if (kid === undefined) return;
    this.#until.delete(kid); // so that insertion order stays the order of age
    this.#until.set(kid, now + this.#rememberMs);
    if (this.#until.size > this.#most) {
      for (const oldest of this.#until.keys()) {
        this.#until.delete(oldest);
        break;
      }
    }
  }

  /** Removes expired entries. Entries are ordered by their time. */
  purge(now: number): void {
    for (const [kid, until] of this.#until) {
      if (now < until) return;
      this.#until.delete(kid);
    }
  }

  clear(): void {
    this.#until.clear();
  }
}

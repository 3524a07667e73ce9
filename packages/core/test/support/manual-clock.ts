/** A manual clock and its timers: time passes only when a test advances it. */
export class ManualClock {
  #now: number;
  #timers: { readonly at: number; readonly task: () => void }[] = [];

  /** @param seconds since the epoch */
  constructor(seconds: number) {
    this.#now = seconds * 1000;
  }

  readonly now = (): number => this.#now;

  /** Like `setTimeout`; returns the function that cancels. */
  readonly after = (milliseconds: number, task: () => void): (() => void) => {
    const timer = { at: this.#now + milliseconds, task };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  };

  get waiting(): number {
    return this.#timers.length;
  }

  /** Advances the clock and runs the timers that are reached, in order. */
  advance(seconds: number): void {
    this.#now += seconds * 1000;
    const due = this.#timers.filter(({ at }) => at <= this.#now).toSorted((a, b) => a.at - b.at);
    this.#timers = this.#timers.filter(({ at }) => at > this.#now);
    for (const { task } of due) task();
  }
}

/** A manual time: a clock and its timers. */
import type { Scheduler } from '@portcullis/issuer';

interface Timer {
  readonly at: number;
  readonly task: () => void;
}

export class Time {
  now = 1_800_000_000_000;
  readonly #timers = new Set<Timer>();

  readonly clock = (): number => this.now;

  readonly after: Scheduler = (milliseconds, task) => {
    const timer = { at: this.now + milliseconds, task };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  };

  get timers(): number {
    return this.#timers.size;
  }

  /** Advances the time, and runs the timers that are reached, in order. */
  advance(milliseconds: number): void {
    const end = this.now + milliseconds;
    for (;;) {
      const due = [...this.#timers].filter(({ at }) => at <= end);
      const [next] = due.toSorted((a, b) => a.at - b.at);
      if (!next) break;
      this.#timers.delete(next);
      this.now = Math.max(this.now, next.at);
      next.task();
    }
    this.now = end;
  }
}

const LONGEST_MS = 20_000;

/** Waits until a condition is true. */
export async function until(isSo: () => boolean, what: string): Promise<void> {
  const start = Date.now();
  while (!isSo()) {
    if (Date.now() - start > LONGEST_MS) throw new Error(`waited in vain until ${what}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

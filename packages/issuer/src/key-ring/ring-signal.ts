import { endInTime, MOST_ATTEMPTS, OpenSteps, timeLimit } from '../store-access/step-limit.js';
import type { KeyStore } from './key-store.js';

/** Whom the signal tells what. */
export interface SignalCalls {
  readonly onChange: () => void;
  /** Once, until it could be had again. */
  readonly onFailed: (error: unknown) => void;
}

type End = () => void | Promise<void>;
const STORE = 'the key store';
const NOTHING: End = () => undefined;

/** A store's signal of changes, asked for again where it was lost. Without it a ring looks at the store all the same. */
export class RingSignal {
  #ending: Promise<End> | undefined;
  readonly #attempts = new OpenSteps(MOST_ATTEMPTS);
  #hasFailed = false;

  constructor(
    private readonly store: KeyStore,
    private readonly storeTimeoutMs: number,
    private readonly calls: SignalCalls,
  ) {}

  /** Asks for the signal, unless it is there or was asked for. */
  keep(): void {
    if (this.#ending || !this.store.subscribe) return;
    const ending: Promise<End> = this.#subscribe(() => {
      if (this.#ending === ending) this.#ending = undefined;
    });
    this.#ending = ending;
  }

  /** Resolves when nothing is heard any more, or within the time limit of the store. */
  async end(): Promise<void> {
    const ending = this.#ending;
    this.#ending = undefined;
    await endInTime(STORE, this.storeTimeoutMs, (await ending) ?? NOTHING);
  }

  async #subscribe(onLost: () => void): Promise<End> {
    let asked: Promise<End> | undefined;
    const ask = async (): Promise<End> =>
      (await this.store.subscribe?.(this.calls.onChange, onLost)) ?? NOTHING;
    const limited = timeLimit(STORE, this.storeTimeoutMs, this.#attempts);
    try {
      const end = await limited(() => (asked = ask()));
      this.#hasFailed = false;
      this.calls.onChange(); // what changed before it listened was said to nobody
      return end;
    } catch (error) {
      void asked?.then((end) => end()).catch(() => undefined); // in case it comes late
      onLost();
      if (!this.#hasFailed) this.calls.onFailed(error);
      this.#hasFailed = true;
      return NOTHING;
    }
  }
}

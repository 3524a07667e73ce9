import { endInTime, MAX_ATTEMPTS, OpenSteps, timeLimit } from '../store-access/step-limit.js';
import type { KeyStore } from './key-store.js';

/** Called by the signal. */
export interface SignalCalls {
  readonly onChange: () => void;
  /** Called once, until the subscription succeeds again. */
  readonly onFailed: (error: unknown) => void;
}

type End = () => void | Promise<void>;
const STORE = 'the key store';
const NOTHING: End = () => undefined;

/** Subscribes to changes of a store, and again after a loss. Without a subscription, a ring still loads at intervals. */
export class RingSignal {
  #ending: Promise<End> | undefined;
  readonly #attempts = new OpenSteps(MAX_ATTEMPTS);
  #hasFailed = false;

  constructor(
    private readonly store: KeyStore,
    private readonly storeTimeoutMs: number,
    private readonly calls: SignalCalls,
  ) {}

  /** Subscribes, unless a subscription exists or is being made. */
  keep(): void {
    if (this.#ending || !this.store.subscribe) return;
    const ending: Promise<End> = this.#subscribe(() => {
      if (this.#ending === ending) this.#ending = undefined;
    });
    this.#ending = ending;
  }

  /** Ends the subscription. Resolves within the time limit of the store. */
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
      this.calls.onChange(); // earlier changes were not notified
      return end;
    } catch (error) {
      void asked?.then((end) => end()).catch(() => undefined); // in case it succeeds late
      onLost();
      if (!this.#hasFailed) this.calls.onFailed(error);
      this.#hasFailed = true;
      return NOTHING;
    }
  }
}

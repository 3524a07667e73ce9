import { endInTime, MAX_ATTEMPTS, OpenSteps, timeLimit } from '../store-access/step-limit.js';
import { STORE } from './revocation-store.js';
import type { RevocationSettings } from './revocations.options.js';

/** Called by a subscription. */
export interface SubscriptionCalls {
  readonly onChange: () => void;
  /** The subscription was lost, or could not be made. */
  readonly onLost: () => void;
  /** An attempt to subscribe failed. */
  readonly onFailed: (error: unknown) => void;
}

type End = () => Promise<void>;

/** Subscribes to changes of a store, if it has notifications, and again after a loss. */
export class RevocationSubscription {
  readonly #settings: RevocationSettings;
  readonly #calls: SubscriptionCalls;
  readonly #attempts = new OpenSteps(MAX_ATTEMPTS);
  /** The attempt that is subscribed, or about to be. */
  #current: object | undefined;
  #end: End | undefined;
  #isClosed = false;

  constructor(settings: RevocationSettings, calls: SubscriptionCalls) {
    this.#settings = settings;
    this.#calls = calls;
  }

  /** Subscribes, unless subscribed already. @returns whether this call subscribed */
  async keep(): Promise<boolean> {
    const { store, storeTimeoutMs } = this.#settings;
    if (store.subscribe === undefined || this.#current || this.#isClosed) return false;
    const attempt = (this.#current = {});
    const lost = (): void => {
      if (this.#current !== attempt) return;
      this.#calls.onLost();
      this.#current = undefined;
      this.#end = undefined;
    };
    let subscribing: Promise<End> | undefined;
    const subscribe = async (): Promise<End> =>
      (await store.subscribe?.(this.#calls.onChange, lost)) ?? (async () => undefined);
    try {
      const limited = timeLimit(STORE, storeTimeoutMs, this.#attempts);
      const end = await limited(() => (subscribing = subscribe()));
      const isCurrent = this.#current === attempt && !this.#isClosed;
      if (isCurrent) this.#end = end;
      else await end();
      return isCurrent;
    } catch (error) {
      lost();
      this.#calls.onFailed(error);
      void subscribing?.then((end) => end()).catch(() => undefined); // in case it succeeds late
      return false;
    }
  }

  /** Ends the subscription for good, within the time limit of the store. */
  async end(): Promise<void> {
    this.#isClosed = true;
    const end = this.#end;
    this.#end = undefined;
    if (end) await endInTime(STORE, this.#settings.storeTimeoutMs, end);
  }
}

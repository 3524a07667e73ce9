/** Checks whether notifications arrive, with messages to this process over the connection that publishes changes. */
import { channel } from 'node:diagnostics_channel';
import { setImmediate as turn } from 'node:timers/promises';

/** Notifications of a channel stopped arriving in this process, or arrive again. */
export interface DeliveryEvent {
  /** The channel in PostgreSQL or Redis. */
  readonly channel: string;
  /** What to check. */
  readonly message: string;
}

/** The channels of `node:diagnostics_channel`, and the type of their messages. */
export interface DeliveryEvents {
  /** Published once, until notifications arrive again. Meanwhile, changes are found by polling. */
  'portcullis:notifications:undelivered': DeliveryEvent;
  'portcullis:notifications:delivered': DeliveryEvent;
}

/** How often to probe, and how long to wait for the message. */
export interface ProbeTimes {
  readonly everyMs: number;
  readonly patienceMs: number;
}

/** Often enough to keep firewalls from closing the connection as idle, which takes some minutes. */
export const PROBE_TIMES: ProbeTimes = { everyMs: 60_000, patienceMs: 5000 };

/** Reports once that a channel is silent, as an event. The first time in a process also as a warning. */
export class DeliveryReporter {
  static readonly #warned = new Set<string>();
  readonly #channel: string;
  readonly #hint: string;
  #isSilent = false;

  /** @param hint the probable reason */
  constructor(name: string, hint: string) {
    this.#channel = name;
    this.#hint = hint;
  }

  /** Reports that the channel is silent. @returns whether it was not silent before */
  silent(): boolean {
    if (this.#isSilent) return false;
    this.#isSilent = true;
    const message = `Notifications on "${this.#channel}" do not arrive. ${this.#hint} Changes are found by polling.`;
    this.#publish('portcullis:notifications:undelivered', message);
    if (DeliveryReporter.#warned.has(this.#channel)) return true;
    DeliveryReporter.#warned.add(this.#channel);
    process.emitWarning(message, { type: 'PortcullisWarning', code: 'PORTCULLIS_UNDELIVERED' });
    return true;
  }

  /** Reports that notifications arrive. @returns whether the channel was silent before */
  delivered(): boolean {
    if (!this.#isSilent) return false;
    this.#isSilent = false;
    const message = `Notifications on "${this.#channel}" arrive again.`;
    this.#publish('portcullis:notifications:delivered', message);
    return true;
  }

  #publish(name: keyof DeliveryEvents, message: string): void {
    channel(name).publish(Object.freeze({ channel: this.#channel, message }));
  }
}

/** Called by a probe. */
export interface ProbeCalls {
  /** Sends the message, over another connection than the one that listens. */
  readonly send: () => Promise<unknown>;
  /** The message did not arrive. `hasDelivered`: whether an earlier one did. */
  readonly onSilent: (hasDelivered: boolean) => void;
  readonly onDelivered: () => void;
}

/** Probes one connection until it is ended. */
export class DeliveryProbe {
  readonly #calls: ProbeCalls;
  readonly #times: ProbeTimes;
  #timer: NodeJS.Timeout | undefined;
  #isOver = false;
  #hasDelivered = false;
  #arrived: (() => void) | undefined;

  constructor(calls: ProbeCalls, times: ProbeTimes = PROBE_TIMES) {
    this.#calls = calls;
    this.#times = times;
  }

  /** Sends the first message now, and further ones at intervals. */
  start(): void {
    void this.#check().catch(() => undefined);
  }

  /** Notes that the message has arrived. */
  heard(): void {
    this.#arrived?.();
  }

  end(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#arrived?.();
  }

  async #check(): Promise<void> {
    const answer = this.#answer();
    const isSent = await this.#calls.send().then(
      () => true,
      () => false, // the store is unavailable, which is reported elsewhere
    );
    const hasArrived = isSent && (await answer);
    if (this.#isOver) return;
    if (hasArrived) {
      this.#hasDelivered = true;
      this.#calls.onDelivered();
    } else if (isSent) {
      this.#calls.onSilent(this.#hasDelivered);
    }
    this.#schedule();
  }

  /** Returns whether the message arrives in time. Messages that waited for a busy event loop are processed first. */
  #answer(): Promise<boolean> {
    return new Promise((resolve) => {
      const late = async (): Promise<void> => {
        await turn();
        await turn();
        resolve(false);
      };
      const timer = setTimeout(() => void late(), this.#times.patienceMs);
      timer.unref();
      this.#arrived = () => {
        clearTimeout(timer);
        resolve(true);
      };
    });
  }

  #schedule(): void {
    if (this.#isOver) return;
    const spread = this.#times.everyMs * (0.8 + Math.random() * 0.4); // so that processes do not probe in step
    this.#timer = setTimeout(() => this.start(), spread);
    this.#timer.unref();
  }
}

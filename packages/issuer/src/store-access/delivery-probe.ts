/** Whether notifications arrive: a message to oneself, by the way that changes take, at the start and now and then. */
import { channel } from 'node:diagnostics_channel';
import { setImmediate as turn } from 'node:timers/promises';

/** Notifications of a channel do not arrive in this process, or arrive again. */
export interface DeliveryEvent {
  /** The channel in PostgreSQL or Redis. */
  readonly channel: string;
  /** What to look at. */
  readonly message: string;
}

/** The channels of `node:diagnostics_channel`, and what their subscribers are given. */
export interface DeliveryEvents {
  /** Once, until they arrive again. Changes are found by polling meanwhile. */
  'portcullis:notifications:undelivered': DeliveryEvent;
  'portcullis:notifications:delivered': DeliveryEvent;
}

/** How often to probe, and how long to wait for the answer. */
export interface ProbeTimes {
  readonly everyMs: number;
  readonly patienceMs: number;
}

/** Often enough to keep a connection from being cut as idle, which firewalls do after some minutes. */
export const PROBE_TIMES: ProbeTimes = { everyMs: 60_000, patienceMs: 5000 };

/** Says that a channel is silent, once: in an event each time, in a warning the first time in a process. */
export class DeliveryReporter {
  static readonly #warned = new Set<string>();
  readonly #channel: string;
  readonly #hint: string;
  #isSilent = false;

  /** @param hint what may be the reason */
  constructor(name: string, hint: string) {
    this.#channel = name;
    this.#hint = hint;
  }

  /** @returns whether it was not so before */
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

  /** @returns whether it was silent before */
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

/** What a probe tells. */
export interface ProbeCalls {
  /** Sends the message, by another connection than the one that listens. */
  readonly send: () => Promise<unknown>;
  /** It did not arrive. `hasDelivered`: whether one did before. */
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

  /** Sends the first message now, and the next ones later. */
  start(): void {
    void this.#check().catch(() => undefined);
  }

  /** The message has arrived. */
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
      () => false, // the store is unavailable, which others report
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

  /** Whether it arrives in time. What came while the event loop was busy is looked at before it counts as late. */
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
    const spread = this.#times.everyMs * (0.8 + Math.random() * 0.4); // a fleet does not probe in step
    this.#timer = setTimeout(() => this.start(), spread);
    this.#timer.unref();
  }
}

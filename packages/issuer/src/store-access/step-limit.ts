import { ConfigurationError } from '@portcullis/core';
import { StoreUnavailableError } from './store-unavailable.js';

/** Runs a step of a store within the remaining time. */
export interface LimitedStep {
  <T>(step: () => Promise<T>): Promise<T>;
  /** Returns the milliseconds until the operation fails. */
  left(): number;
}

/**
 * Counts the steps of this process that a store has not answered yet. Includes those that timed out, because a driver
 * queues them while its server hangs. Beyond the limit, further steps fail at once.
 */
export class OpenSteps {
  static readonly MAX = 1000;
  readonly #max: number;
  #count = 0;

  /** @param max the limit. Default 1,000 */
  constructor(max = OpenSteps.MAX) {
    this.#max = max;
  }

  /** Runs a step. @throws StoreUnavailableError beyond the limit */
  async take<T>(what: string, step: () => Promise<T>): Promise<T> {
    if (this.#count >= this.#max) {
      throw new StoreUnavailableError(what, new Error('too many steps are waiting for an answer'));
    }
    this.#count += 1;
    try {
      return await step();
    } finally {
      this.#count -= 1;
    }
  }
}

/**
 * Gives the steps of one operation a shared time limit. A store that hangs then does not hang its caller. Errors of a
 * step become the cause of a {@link StoreUnavailableError}, except a ConfigurationError, which is rethrown. An answer
 * that comes too late is discarded.
 *
 * @param what the name of the store, for the error
 * @param open the open steps, shared by all operations on a store
 */
export function timeLimit(
  what: string,
  milliseconds: number,
  open: OpenSteps = new OpenSteps(),
): LimitedStep {
  const until = performance.now() + milliseconds;
  const limited = async <T>(step: () => Promise<T>): Promise<T> => {
    const left = until - performance.now();
    if (left <= 0) throw tooLate(what, milliseconds);
    const late = alarm(left, () => tooLate(what, milliseconds));
    try {
      return await Promise.race([open.take(what, step), late.rings]);
    } catch (error) {
      const isFinal = error instanceof StoreUnavailableError || error instanceof ConfigurationError;
      if (isFinal) throw error;
      throw new StoreUnavailableError(what, error);
    } finally {
      late.cancel();
    }
  };
  return Object.assign(limited, { left: () => Math.max(0, until - performance.now()) });
}

/** How many attempts to listen may wait for an answer. Each may hold a connection while its server hangs. */
export const MAX_ATTEMPTS = 3;

/**
 * Ends listening to a store. Always resolves within the time limit: a client that was closed before throws, and one that is
 * reconnecting waits for its server.
 */
export async function endInTime(
  what: string,
  milliseconds: number,
  end: () => unknown,
): Promise<void> {
  await timeLimit(what, milliseconds)(async () => end()).catch(() => undefined);
}

function alarm(milliseconds: number, error: () => Error) {
  let timer: NodeJS.Timeout | undefined;
  const rings = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(error()), milliseconds);
  });
  return { rings, cancel: () => clearTimeout(timer) };
}

function tooLate(what: string, milliseconds: number): StoreUnavailableError {
  return new StoreUnavailableError(what, new Error(`no answer within ${milliseconds} ms`));
}

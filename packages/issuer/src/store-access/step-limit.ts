import { ConfigurationError } from '@portcullis/core';
import { StoreUnavailableError } from './store-unavailable.js';

/** Takes a step of a store, in the time that is left. */
export interface LimitedStep {
  <T>(step: () => Promise<T>): Promise<T>;
  /** The milliseconds that are left until the caller is refused. */
  left(): number;
}

/**
 * The steps of one process that a store has not answered, also those that nobody waits for any more: a driver queues
 * them while its server hangs. Beyond 1,000, or fewer where it says so, the next are refused at once.
 */
export class OpenSteps {
  static readonly MOST = 1000;
  readonly #most: number;
  #count = 0;

  constructor(most = OpenSteps.MOST) {
    this.#most = most;
  }

  /** Takes a step, or refuses to. */
  async take<T>(what: string, step: () => Promise<T>): Promise<T> {
    if (this.#count >= this.#most) {
      throw new StoreUnavailableError(what, new Error('too many steps are without an answer'));
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
 * Gives the steps of one operation a time limit that they share: a store that hangs doesn't hang who asked. Whatever
 * a step throws comes as a {@link StoreUnavailableError}, with what was thrown as its cause; a ConfigurationError as it
 * is. What a store answers too late is lost.
 *
 * @param what the store's name, for the error
 * @param open what is open already; one for all operations on a store
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
      if (error instanceof StoreUnavailableError || error instanceof ConfigurationError)
        throw error;
      throw new StoreUnavailableError(what, error);
    } finally {
      late.cancel();
    }
  };
  return Object.assign(limited, { left: () => Math.max(0, until - performance.now()) });
}

/** How many attempts to listen may be without an answer: each may hold a connection while its server hangs. */
export const MOST_ATTEMPTS = 3;

/**
 * Ends listening to a store. Resolves in any case, within the time limit: a client that was closed before refuses to, and
 * one that is reconnecting waits for its server.
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

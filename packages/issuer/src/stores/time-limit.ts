import { StoreUnavailableError } from './store-unavailable.js';

/** Takes a step of a store, in the time that is left. */
export type LimitedStep = <T>(step: () => Promise<T>) => Promise<T>;

/**
 * Gives the steps of one operation a time limit that they share: a store that hangs doesn't hang who asked. Whatever
 * a step throws comes as a {@link StoreUnavailableError}, with what was thrown as its cause.
 *
 * @param what the store's name, for the error
 */
export function timeLimit(what: string, milliseconds: number): LimitedStep {
  const until = performance.now() + milliseconds;
  return async (step) => {
    const left = until - performance.now();
    if (left <= 0) throw tooLate(what, milliseconds);
    const late = alarm(left, () => tooLate(what, milliseconds));
    try {
      return await Promise.race([step(), late.rings]);
    } catch (error) {
      throw error instanceof StoreUnavailableError ? error : new StoreUnavailableError(what, error);
    } finally {
      late.cancel();
    }
  };
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

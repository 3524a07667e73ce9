/** Every call of a store is bounded in time, and fails in one way. */
import { StoreUnavailableError } from '../stores/store-unavailable.js';

const WHAT = 'the store of revocations';

/** @throws StoreUnavailableError when the store throws, or does not answer in time */
export async function fromStore<T>(call: () => Promise<T>, milliseconds: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const error = new Error(`no answer within ${milliseconds} ms`);
    timer = setTimeout(() => reject(error), milliseconds);
  });
  try {
    return await Promise.race([call(), late]);
  } catch (error) {
    throw new StoreUnavailableError(WHAT, error);
  } finally {
    clearTimeout(timer);
  }
}

import { ConfigurationError } from '@portcullis/core';
import { StoreUnavailableError } from '../stores/store-unavailable.js';

/**
 * Asks a store, and waits for so long and no longer. What a store answers too late is lost.
 *
 * @throws StoreUnavailableError when it fails or takes too long; what it says of its configuration as it comes
 */
export async function withinReach<T>(
  what: string,
  milliseconds: number,
  ask: () => Promise<T>,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    const error = new StoreUnavailableError(what, `no answer within ${milliseconds} ms`);
    timer = setTimeout(() => reject(error), milliseconds);
  });
  try {
    return await Promise.race([ask(), late]);
  } catch (error) {
    if (error instanceof ConfigurationError || error instanceof StoreUnavailableError) throw error;
    throw new StoreUnavailableError(what, error);
  } finally {
    clearTimeout(timer);
  }
}

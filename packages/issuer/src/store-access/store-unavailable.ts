import { UnavailableError } from '@portcullis/core';

/**
 * A store did not answer in time, or failed. A client receives 503 with `Retry-After`. The message contains no statement
 * and no value. The failure itself is the `cause`.
 */
export class StoreUnavailableError extends UnavailableError {
  override readonly name = 'StoreUnavailableError';
  declare readonly code: 'ERR_STORE_UNAVAILABLE';

  /**
   * @param what the store, for the message
   * @param retryAfter seconds after which to retry. Default 1
   */
  constructor(what: string, cause?: unknown, retryAfter = 1) {
    super('ERR_STORE_UNAVAILABLE', `${what} is unavailable`, retryAfter, cause);
  }
}

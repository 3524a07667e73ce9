import { UnavailableError } from '@portcullis/core';

/**
 * A store did not answer in time, or failed. A client receives 503 with `Retry-After`. The message contains no statement
 * and no value. The failure itself is the `cause`.
 */
export class StoreUnavailableError extends UnavailableError {
  override readonly name = 'StoreUnavailableError';
  declare readonly code: 'ERR_STORE_UNAVAILABLE';

  /**
   * @param what the name of the store, such as `the session store`
   * @param retryAfter seconds after which to retry. Default 1
   */
  constructor(what: string, cause?: unknown, retryAfter = 1, message = `${what} is unavailable`) {
    super('ERR_STORE_UNAVAILABLE', message, retryAfter, cause);
  }

  /** Creates the error with a message of its own. For a store that answers but does not allow the operation yet. */
  static because(message: string, retryAfter = 1): StoreUnavailableError {
    return new StoreUnavailableError('', undefined, retryAfter, message);
  }
}

/** A store that can't be reached is not a bad token: whoever asked may ask again (503 towards a client). */

/** A store did not answer, or not in time. Holds no statement and no value; what failed is its `cause`. */
export class StoreUnavailableError extends Error {
  override readonly name = 'StoreUnavailableError';
  readonly code = 'ERR_STORE_UNAVAILABLE';
  /** After how many seconds to try again. */
  readonly retryAfter: number;

  constructor(what: string, cause?: unknown, retryAfter = 1) {
    super(`${what} is out of reach`, { cause });
    this.retryAfter = retryAfter;
  }
}

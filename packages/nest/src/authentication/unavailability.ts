/** Tells an outage of what code of the application asks from its bugs. */
import { ApplicationUnavailableError, UnavailableError } from '@portcullis/core';

/**
 * Returns the outage that a callback reports by its error. A `StoreUnavailableError` of `@portcullis/issuer` is named
 * after the callback, because nothing else in the log names the callback.
 *
 * @param callback its name, for the log
 * @returns undefined for any other error
 */
export function unavailabilityOf(error: unknown, callback: string): UnavailableError | undefined {
  if (!(error instanceof UnavailableError)) return undefined;
  return error.code === 'ERR_STORE_UNAVAILABLE'
    ? new ApplicationUnavailableError(callback, error.message)
    : error;
}

/** Tells an outage of what code of the application asks from its bugs. */
import { ApplicationUnavailableError, UnavailableError } from '@portcullis/core';

/**
 * The outage that a callback reports by its error: an `UnavailableError`, or a `StoreUnavailableError` of
 * `@portcullis/issuer`, which is known by its code so that applications without an issuer do not load that package.
 *
 * @param callback its name, for the log
 * @returns undefined for any other error
 */
export function unavailabilityOf(error: unknown, callback: string): UnavailableError | undefined {
  if (error instanceof UnavailableError) return error;
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  if (error.code !== 'ERR_STORE_UNAVAILABLE') return undefined;
  return new ApplicationUnavailableError(callback, error.message);
}

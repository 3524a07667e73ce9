import { ConfigurationError } from '@portcullis/core';

/** The ConfigurationError that a promise rejects with; anything else fails the test. */
export async function refusal(promise: Promise<unknown>): Promise<ConfigurationError> {
  const outcome = await promise.then(
    () => new Error('nothing was refused'),
    (error: unknown) => error,
  );
  if (outcome instanceof ConfigurationError) return outcome;
  throw outcome;
}

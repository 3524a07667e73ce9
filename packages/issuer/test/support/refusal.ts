import { ConfigurationError, InvalidArgumentError } from '@portcullis/core';

/** The ConfigurationError that a promise rejects with; anything else fails the test. */
export async function refusal(promise: Promise<unknown>): Promise<ConfigurationError> {
  return rejection(promise, ConfigurationError);
}

/** The InvalidArgumentError that a promise rejects with; anything else fails the test. */
export async function argumentRefusal(promise: Promise<unknown>): Promise<InvalidArgumentError> {
  return rejection(promise, InvalidArgumentError);
}

async function rejection<E extends Error>(
  promise: Promise<unknown>,
  kind: new (...values: never) => E,
): Promise<E> {
  const outcome = await promise.then(
    () => new Error('the promise was not rejected'),
    (error: unknown) => error,
  );
  if (outcome instanceof kind) return outcome;
  throw outcome;
}

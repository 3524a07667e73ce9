/** How long callbacks of the application may take: one option, read alike by both modules. */
import type { Duration } from '@portcullis/core';
import { CALLBACK_TIMEOUT_MS, parseDurationWithin } from '@portcullis/core/internal';

const BOUNDS = { min: 0.01, max: 60 };

/**
 * @returns milliseconds
 * @throws ConfigurationError unless it is a duration from 10 ms to 60 s
 */
export function readCallbackTimeout(given: Duration | undefined): number {
  if (given === undefined) return CALLBACK_TIMEOUT_MS;
  return 1000 * parseDurationWithin(given, 'callbackTimeout', BOUNDS);
}

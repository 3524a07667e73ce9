import { UnavailableError } from '@portcullis/core';

const RETRY_AFTER = 60;

/**
 * Nothing was revoked: this process holds `maxEntries` revocations and drops none of them. A client receives 503 with
 * `Retry-After: 60`. Raise an alarm.
 */
export class RevocationsFullError extends UnavailableError {
  override readonly name = 'RevocationsFullError';
  declare readonly code: 'ERR_REVOCATIONS_FULL';

  constructor(most: number) {
    const message = `the list of revocations is full: it has ${most} entries, the option maxEntries`;
    super('ERR_REVOCATIONS_FULL', message, RETRY_AFTER);
  }
}

import { UnavailableError } from '@portcullis/core';

const RETRY_AFTER = 60;

/**
 * The limit `maxEntries` is reached, so the revocation was rejected. Entries are never removed before they expire. Clients
 * receive 503; operators should be alarmed.
 */
export class RevocationsFullError extends UnavailableError {
  override readonly name = 'RevocationsFullError';
  declare readonly code: 'ERR_REVOCATIONS_FULL';

  constructor(maxEntries: number) {
    const message = `the list of revocations is full: it has ${maxEntries} entries, the limit maxEntries`;
    super('ERR_REVOCATIONS_FULL', message, RETRY_AFTER);
  }
}

/**
 * Nothing was revoked: this process holds as many entries as it may (`maxEntries`), and none is forgotten for another. 503
 * towards a client, and an alarm.
 */
export class RevocationsFullError extends Error {
  override readonly name = 'RevocationsFullError';
  readonly code = 'ERR_REVOCATIONS_FULL';

  constructor(most: number) {
    super(`there are ${most} revocations already, as many as the option most allows`);
  }
}

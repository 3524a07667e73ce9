import type { HttpOutcome } from '@portcullis/core/bearer';

/**
 * The credential of a connection was refused, and with what: at a handshake the adapter says it in its own way; one that is
 * open is closed.
 */
export class ConnectionRefusal extends Error {
  constructor(
    readonly outcome: HttpOutcome,
    cause: unknown,
  ) {
    super(outcome.body.message, { cause });
  }
}

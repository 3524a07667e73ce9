import type { HttpOutcome } from '@portcullis/core/bearer';

/**
 * Rejection of a connection. At a handshake, the adapter sends it in its own form; an open connection is closed.
 */
export class ConnectionRefusal extends Error {
  constructor(
    readonly outcome: HttpOutcome,
    cause: unknown,
  ) {
    super(outcome.body.message, { cause });
  }
}

import type { HttpOutcome } from '@portcullis/core/bearer';

/** A handshake that was refused, and with what: the adapter says it in its own way. */
export class HandshakeRefusal extends Error {
  constructor(
    readonly outcome: HttpOutcome,
    cause: unknown,
  ) {
    super(outcome.body.message, { cause });
  }
}

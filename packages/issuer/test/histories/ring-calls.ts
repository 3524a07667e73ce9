/** Calls of rings in a history, in which a store may be unavailable. */
import { KeysUnavailableError } from '@portcullis/core';
import { StoreUnavailableError, type KeyRing } from '@portcullis/issuer';

/** Whether a ring verifies tokens of a key. @throws StoreUnavailableError for a ring that does not know */
export function knows(ring: KeyRing, kid: string): boolean {
  try {
    return ring.keySource.find({ alg: 'EdDSA', kid } as never) !== undefined;
  } catch (error) {
    if (error instanceof KeysUnavailableError) throw new StoreUnavailableError('503', error);
    throw error;
  }
}

/** Runs a call that may fail with 503, which is not a rejection: the client may try again. */
export async function unlessUnavailable(act: () => unknown): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof StoreUnavailableError)) throw error;
  }
}

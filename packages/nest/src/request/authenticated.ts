/** What a request, message or operation was authenticated as. */
import type { VerifiedToken } from '@portcullis/core';

/** A request that was authenticated. */
export interface Authenticated {
  readonly token: VerifiedToken;
  readonly user: unknown;
}

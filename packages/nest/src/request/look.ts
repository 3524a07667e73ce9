/** What was found of a carrier's credential. */
import type { Authenticated } from './authenticated.js';

/** What a carrier presents: a credential, nothing, or what keeps it from being read. */
export interface Presented {
  readonly credential: string | undefined;
  readonly fault: unknown;
}

/** The result: a user, or the reason for a rejection. */
export interface Finding {
  readonly authenticated: Authenticated | undefined;
  readonly failure: unknown;
  /** Whether nothing was presented. A handler may allow that. */
  readonly isMissing: boolean;
}

/** One look at a credential, shared by everything that asks during the exchange. */
export interface Look {
  readonly presented: Presented;
  finding: Finding | Promise<Finding>;
  /** In milliseconds of the application's clock. */
  readonly at: number;
  /** When the token expires, in milliseconds; undefined for a rejection. */
  expiresAt: number | undefined;
  /** Whether it was logged and reported to the hooks. */
  isTold: boolean;
}

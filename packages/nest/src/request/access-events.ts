/** Events of the hooks `onAccepted` and `onDenied`. The hooks observe decisions and cannot change them. */
import { Logger } from '@nestjs/common';
import type { ErrorCode, VerifiedToken } from '@portcullis/core';

/** A credential was accepted. */
export interface AcceptedEvent {
  /** The type of the transport: `http`, `graphql`, `ws`, `rpc`. */
  readonly transport: string;
  readonly user: unknown;
  readonly token: VerifiedToken;
}

/** A request was rejected or denied, or would have been with `reportOnly`. */
export interface DeniedEvent {
  readonly transport: string;
  /** HTTP status, on every transport. */
  readonly status: 400 | 401 | 403 | 503;
  /** Reason of a rejection, which clients do not receive. Undefined if a rule denied access. */
  readonly code?: ErrorCode;
  /** The rule that denied access: `@Roles('admin')`. */
  readonly rule?: string;
  /** Handler, for example `ArticlesController.remove`. Undefined if authentication failed. */
  readonly handler?: string;
  /** True if the rule is `reportOnly`: the request was allowed. */
  readonly reportOnly?: boolean;
}

/** Callbacks that observe decisions. */
export interface AccessHooks {
  /** Called once for each request or message with a valid credential. Its errors are logged, and change nothing. */
  readonly onAccepted?: (event: AcceptedEvent) => unknown;
  /**
   * Called once for each request or message that is rejected, and for each rule that denies access, `reportOnly` rules
   * included. Its errors are logged, and change nothing.
   */
  readonly onDenied?: (event: DeniedEvent) => unknown;
}

const logger = new Logger('JwtAuth');

/** Calls a hook. Its errors and its duration do not affect the decision. */
export function tell<Event>(hook: ((event: Event) => unknown) | undefined, event: Event): void {
  if (!hook) return;
  try {
    Promise.resolve(hook(Object.freeze(event))).catch(logFault);
  } catch (error) {
    logFault(error);
  }
}

function logFault(error: unknown): void {
  logger.error(`a hook failed: ${error instanceof Error ? error.message : 'unknown'}`);
}

/** What the hooks `onAccepted` and `onDenied` are told. They watch; they decide nothing. */
import { Logger } from '@nestjs/common';
import type { ErrorCode, VerifiedToken } from '@portcullis/core';

/** A credential was good. */
export interface AcceptedEvent {
  /** The type of the transport: `http`, `graphql`, `ws`, `rpc`. */
  readonly transport: string;
  readonly user: unknown;
  readonly token: VerifiedToken;
}

/** A request was refused, or would have been. */
export interface DeniedEvent {
  readonly transport: string;
  /** The status of HTTP, on every transport. */
  readonly status: 400 | 401 | 403 | 503;
  /** The reason that a client is not told; undefined where a rule was not met. */
  readonly code?: ErrorCode;
  /** The rule that was not met: `@Roles('admin')`. */
  readonly rule?: string;
  /** The handler: `ArticlesController.remove`. Undefined where authentication failed. */
  readonly handler?: string;
  /** True where `reportOnly` let the request through all the same. */
  readonly reportOnly?: boolean;
}

/** Functions of the application that are told what was decided. */
export interface AccessHooks {
  /** Called once for each request or message with a good credential. What it throws is logged, and changes nothing. */
  readonly onAccepted?: (event: AcceptedEvent) => unknown;
  /**
   * Called once for each request or message that is refused, and for each rule that is not met in it, also for what
   * `reportOnly` lets through. What it throws is logged, and changes nothing.
   */
  readonly onDenied?: (event: DeniedEvent) => unknown;
}

const logger = new Logger('JwtAuth');

/** Tells a hook. Whatever it does, the decision stands: nothing of it is thrown, and nobody waits for it. */
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

/** Reports the reason of a rejection to the log and to subscribers. Clients do not receive it. */
import { createHash } from 'node:crypto';
import { channel } from 'node:diagnostics_channel';
import type { Logger } from '@nestjs/common';
import { TokenError, type PortcullisError } from '@portcullis/core';
import { quoteText } from '@portcullis/core/internal';

/**
 * Event of the diagnostics channel `portcullis:access:denied`: the reason of a rejection.
 *
 * @example
 * subscribe('portcullis:access:denied', (event) => metrics.count((event as RejectedEvent).code));
 */
export interface RejectedEvent {
  readonly code: string;
  readonly claim?: string | undefined;
  readonly issuer?: string | undefined;
  readonly alg?: string | undefined;
  readonly kid?: string | undefined;
  /** The first 8 hex digits of the token's SHA-256, to find the rejections of one token. */
  readonly fingerprint: string | undefined;
}

const deniedChannel = channel('portcullis:access:denied');

/**
 * Logs a rejection as a warning, and publishes it. Neither contains the credential.
 *
 * @param credential the rejected credential, for its fingerprint
 */
export function reportRejection(
  logger: Logger,
  error: PortcullisError,
  credential: string | undefined,
): void {
  const { code, message, claim, tokenContext } = error;
  // The only place that shows `iss` or `aud` of a token, next to the trusted values.
  const mismatch = error instanceof TokenError ? error.mismatch : undefined;
  const why = mismatch === undefined ? message : `${message}: ${mismatch}`;
  const fingerprint = credential === undefined ? undefined : fingerprintOf(credential);
  const details = Object.entries({ ...tokenContext, token: fingerprint })
    .filter(([, value]) => value !== undefined)
    // Quoted and cut: the sender chooses the key ID.
    .map(([name, value]) => ` ${name}=${quoteText(String(value))}`);
  logger.warn(`${code} (${why})${details.join('')}`);
  if (deniedChannel.hasSubscribers) {
    deniedChannel.publish({ code, claim, ...tokenContext, fingerprint } satisfies RejectedEvent);
  }
}

function fingerprintOf(credential: string): string {
  return createHash('sha256').update(credential).digest('hex').slice(0, 8);
}

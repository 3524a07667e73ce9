/** What decorators of parameters see of a request. They know no application. */
import type { ExecutionContext } from '@nestjs/common';
import type { Authenticated } from './authenticated.js';
import { existingRecordOf } from './request-record.js';

/**
 * Returns what some application has authenticated a carrier as. Authorization asks its own application's authenticator
 * instead.
 */
export function authenticatedCarrier(carrier: object): Authenticated | undefined {
  return existingRecordOf(carrier)?.shown;
}

/**
 * Returns whether the handler that is about to be called is public. It has no user then, though the carrier may have one:
 * of a middleware, of an earlier message of the socket, of another field of the operation.
 */
export function isPublic(carrier: object, context: ExecutionContext): boolean {
  return existingRecordOf(carrier)?.rules?.of(context).access === 'public';
}

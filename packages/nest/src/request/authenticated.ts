/** What a request, message or operation was authenticated as. */
import type { ExecutionContext } from '@nestjs/common';
import type { VerifiedToken } from '@portcullis/core';

/** A request that was authenticated. */
export interface Authenticated {
  readonly token: VerifiedToken;
  readonly user: unknown;
}

const byCarrier = new WeakMap<object, Authenticated>();

/** Notes what a carrier was authenticated as, or that it is anonymous: for decorators, which know no application. */
export function noteAuthenticated(carrier: object, authenticated: Authenticated | undefined): void {
  if (authenticated) byCarrier.set(carrier, authenticated);
  else byCarrier.delete(carrier);
}

/** What some application authenticated a carrier as. Authorization asks its own application's authenticator instead. */
export function authenticatedCarrier(carrier: object): Authenticated | undefined {
  return byCarrier.get(carrier);
}

/** The policies of an application, as far as decorators ask. */
interface Policies {
  of(context: ExecutionContext): { readonly access: string };
}

const policiesByCarrier = new WeakMap<object, Policies>();

/** Notes whose policies a carrier is judged by: for decorators, which know no application. */
export function notePolicies(carrier: object, policies: Policies): void {
  policiesByCarrier.set(carrier, policies);
}

/**
 * Whether the handler that is about to be called is public. It has no user then, though the carrier may have one: of a
 * middleware, of a socket's earlier message, of another field of the operation.
 */
export function isPublic(carrier: object, context: ExecutionContext): boolean {
  return policiesByCarrier.get(carrier)?.of(context).access === 'public';
}

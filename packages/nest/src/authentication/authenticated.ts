/** What a request, message or operation was authenticated as. */
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

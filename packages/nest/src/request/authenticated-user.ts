import type { VerifiedToken } from '@portcullis/core';

/** What `request.user` is unless `mapUser` makes something else. */
export interface AuthenticatedUser<C extends object = object> {
  /** The `sub` claim. */
  readonly id: string | undefined;
  /** The roles of the role claim; empty without one. */
  readonly roles: readonly string[];
  /** The issuer that vouches for this user: an `id` is unique per issuer only. */
  readonly issuer: string;
  /** All claims of the token. */
  readonly claims: VerifiedToken<C>['claims'];
}

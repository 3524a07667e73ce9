import type { VerifiedToken } from '@portcullis/core';

/** User of a request without `mapUser`: the value of `request.user` and `@CurrentUser()`. */
export interface AuthenticatedUser<C extends object = object> {
  /** The `sub` claim. */
  readonly id: string | undefined;
  /** Roles of the role claim, after `roleMapping`. Empty without the claim. */
  readonly roles: readonly string[];
  /** `iss` of the token. An `id` is unique per issuer only. */
  readonly issuer: string;
  /** All claims of the token. */
  readonly claims: VerifiedToken<C>['claims'];
}

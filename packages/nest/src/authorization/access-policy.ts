import type { ExecutionContext } from '@nestjs/common';
import type { VerifiedToken } from '@portcullis/core';

/** A request that a policy decides on. */
export interface AccessRequest<User = unknown> {
  /** The user: the result of `mapUser`, or an `AuthenticatedUser`. */
  readonly user: User;
  readonly token: VerifiedToken;
  /** Roles of the token, after `roleMapping`, without the roles that `roleHierarchy` adds. */
  readonly roles: ReadonlySet<string>;
  readonly scopes: ReadonlySet<string>;
  /** Context of the handler, for example `context.switchToHttp().getRequest().params`. */
  readonly context: ExecutionContext;
}

/**
 * Decides about one resource, for `@RequirePolicy()`. It is a provider: inject what it needs to load the resource.
 *
 * @example
 * @Injectable()
 * class OwnsArticle implements AccessPolicy<AuthenticatedUser> {
 *   constructor(private readonly articles: Articles) {}
 *   async canAccess({ user, context }: AccessRequest<AuthenticatedUser>) {
 *     const { id } = context.switchToHttp().getRequest().params;
 *     return (await this.articles.find(id))?.authorId === user.id;
 *   }
 * }
 */
export interface AccessPolicy<User = unknown> {
  /** Returns true to allow the request; any other value is 403. Its exceptions are passed on, for example a 404. */
  canAccess(request: AccessRequest<User>): boolean | Promise<boolean>;
}

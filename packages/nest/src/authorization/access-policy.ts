import type { ExecutionContext } from '@nestjs/common';
import type { VerifiedToken } from '@portcullis/core';

/** Who asks for what. */
export interface AccessRequest<User = unknown> {
  /** What `mapUser` made of the token. */
  readonly user: User;
  readonly token: VerifiedToken;
  /** The roles of the token, after `roleMapping`; what `roleHierarchy` includes is not spelled out. */
  readonly roles: ReadonlySet<string>;
  readonly scopes: ReadonlySet<string>;
  /** What the handler is about to be called with: `context.switchToHttp().getRequest().params` and the like. */
  readonly context: ExecutionContext;
}

/**
 * Decides on one resource, for `@RequirePolicy()`. A provider like any other: inject what it needs to load the resource.
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
  /** True lets the request through; anything else is 403. What it throws is thrown: a 404, for one. */
  canAccess(request: AccessRequest<User>): boolean | Promise<boolean>;
}

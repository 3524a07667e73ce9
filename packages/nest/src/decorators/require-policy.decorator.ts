import type { CustomDecorator, Type } from '@nestjs/common';
import type { AccessPolicy } from '../authorization/access-policy.js';
import { POLICIES_KEY, ruleDecorator, type RuleArguments } from '../authorization/rule-metadata.js';

/**
 * Requires that all of these policies allow the request. A policy is a provider of the application. It can load the
 * resource first; `callbackTimeout` limits it.
 *
 * @example
 * @RequirePolicy(OwnsArticle) @Delete(':id') remove() {}
 * @throws ConfigurationError without a class that has `canAccess`
 */
export function RequirePolicy(...policies: RuleArguments<Type<AccessPolicy>>): CustomDecorator {
  return ruleDecorator(
    POLICIES_KEY,
    '@RequirePolicy()',
    policies,
    (policy) =>
      typeof policy === 'function' &&
      typeof (policy.prototype as Partial<AccessPolicy> | undefined)?.canAccess === 'function',
    'at least one class with canAccess(request)',
  );
}

import type { CustomDecorator, Type } from '@nestjs/common';
import type { AccessPolicy } from '../authorization/access-policy.js';
import { POLICIES_KEY, ruleDecorator, type RuleArguments } from '../authorization/rule-metadata.js';

/**
 * Asks a policy, a provider of the application, whether this user may do this: all of them, if there are several. It may
 * look at the resource, and take its time.
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

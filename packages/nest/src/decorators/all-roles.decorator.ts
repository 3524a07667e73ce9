import type { CustomDecorator } from '@nestjs/common';
import {
  ALL_ROLES_KEY,
  isName,
  ruleDecorator,
  type RuleArguments,
} from '../authorization/rule-metadata.js';

/**
 * Requires all of these roles. A role that includes one of them by `roleHierarchy` counts as it. On a handler, it
 * replaces `@Roles()` and `@AllRoles()` of the class.
 *
 * @example @AllRoles('editor', 'publisher') @Post('releases') release() {}
 *
 * @throws ConfigurationError without a role, or with one that is not a non-empty string
 */
export function AllRoles(...roles: RuleArguments<string>): CustomDecorator {
  return ruleDecorator(
    ALL_ROLES_KEY,
    '@AllRoles()',
    roles,
    isName,
    "at least one role, such as @AllRoles('staff', 'auditor')",
  );
}

import type { CustomDecorator } from '@nestjs/common';
import {
  ALL_ROLES_KEY,
  isName,
  ruleDecorator,
  type RuleArguments,
} from '../authorization/rule-metadata.js';

/**
 * Lets those in whose token has every one of these roles, or roles that include them by `roleHierarchy`. On a handler
 * it replaces what its class says of roles, `@Roles()` too.
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

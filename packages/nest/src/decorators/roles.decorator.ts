import type { CustomDecorator } from '@nestjs/common';
import {
  isName,
  ROLES_KEY,
  ruleDecorator,
  type RuleArguments,
} from '../authorization/rule-metadata.js';

/**
 * Lets those in whose token has at least one of these roles, compared exactly, or one that includes it by
 * `roleHierarchy`. On a handler it replaces what its class says of roles, on a class what its module says.
 *
 * @example @Roles('admin', 'editor') … @Roles('admin', { reportOnly: true })
 * @throws ConfigurationError without a role, or with one that is not a non-empty string
 */
export function Roles(...roles: RuleArguments<string>): CustomDecorator {
  return ruleDecorator(
    ROLES_KEY,
    '@Roles()',
    roles,
    isName,
    "at least one role, such as @Roles('admin')",
  );
}

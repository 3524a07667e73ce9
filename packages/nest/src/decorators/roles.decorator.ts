import type { CustomDecorator } from '@nestjs/common';
import {
  isName,
  ROLES_KEY,
  ruleDecorator,
  type RuleArguments,
} from '../authorization/rule-metadata.js';

/**
 * Requires at least one of these roles. Roles are compared exactly. A role that includes one of them by `roleHierarchy`
 * counts as it. On a handler, it replaces the roles of the class; on a class, those of the module.
 *
 * @example
 * @Roles('admin', 'editor') @Post() create() {}
 * @Roles('admin', { reportOnly: true }) @Delete(':id') remove() {} // logs denials, and allows them
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

import type { CustomDecorator } from '@nestjs/common';
import { AllRoles } from './all-roles.decorator.js';
import type { RuleArguments } from '../authorization/rule-metadata.js';
import { Roles } from './roles.decorator.js';

/** `@Roles()` and `@AllRoles()` that know an application's roles. */
export interface TypedRoles<Role extends string> {
  /** {@link Roles}, for these roles alone. */
  readonly Roles: (...roles: RuleArguments<Role>) => CustomDecorator;
  /** {@link AllRoles}, for these roles alone. */
  readonly AllRoles: (...roles: RuleArguments<Role>) => CustomDecorator;
}

/**
 * Decorators that do not compile with a role that the application does not have.
 *
 * @example
 * export const { Roles, AllRoles } = createRoleDecorators<'admin' | 'editor'>();
 */
export function createRoleDecorators<Role extends string>(): TypedRoles<Role> {
  return Object.freeze({ Roles, AllRoles });
}

import type { CustomDecorator } from '@nestjs/common';
import { AllRoles } from './all-roles.decorator.js';
import type { RuleArguments } from '../authorization/rule-metadata.js';
import { Roles } from './roles.decorator.js';

/** `@Roles()` and `@AllRoles()` for the roles of an application. */
export interface TypedRoles<Role extends string> {
  /** {@link Roles}, limited to these roles. */
  readonly Roles: (...roles: RuleArguments<Role>) => CustomDecorator;
  /** {@link AllRoles}, limited to these roles. */
  readonly AllRoles: (...roles: RuleArguments<Role>) => CustomDecorator;
}

/**
 * Creates role decorators that do not compile with a role that the application does not have.
 *
 * @example
 * export const { Roles, AllRoles } = createRoleDecorators<'admin' | 'editor'>();
 */
export function createRoleDecorators<Role extends string>(): TypedRoles<Role> {
  return Object.freeze({ Roles, AllRoles });
}

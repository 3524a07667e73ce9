import { SetMetadata, type CustomDecorator } from '@nestjs/common';
import { ConfigurationError } from '@portcullis/core';
import { ROLES_KEY } from './metadata.js';

/**
 * Lets those in whose token has at least one of these roles, compared exactly. On a handler it replaces what its
 * class says.
 *
 * @throws ConfigurationError without a role, or with one that is not a non-empty string
 */
export function Roles(...roles: readonly string[]): CustomDecorator {
  if (roles.length === 0 || !roles.every((role) => typeof role === 'string' && role !== '')) {
    throw new ConfigurationError(
      '@Roles()',
      JSON.stringify(roles),
      "at least one role, such as @Roles('admin')",
    );
  }
  return SetMetadata(ROLES_KEY, Object.freeze([...roles]));
}

/** Metadata of the decorators. Keys have a prefix, so that they do not collide with those of other libraries. */
import { SetMetadata, type CustomDecorator } from '@nestjs/common';
import { ConfigurationError } from '@portcullis/core';
import { noteRule, type WrittenRule } from './written-rules.js';

export const PUBLIC_KEY = 'portcullis:public';
export const OPTIONAL_KEY = 'portcullis:optional';
export const ROLES_KEY = 'portcullis:roles';
export const ALL_ROLES_KEY = 'portcullis:all-roles';
export const SCOPES_KEY = 'portcullis:scopes';
export const ISSUERS_KEY = 'portcullis:issuers';
export const POLICIES_KEY = 'portcullis:policies';

/** Keys of all kinds of rules. */
export const RULES: readonly WrittenRule[] = [
  { key: ROLES_KEY, decorator: '@Roles()' },
  { key: ALL_ROLES_KEY, decorator: '@AllRoles()' },
  { key: SCOPES_KEY, decorator: '@Scopes()' },
  { key: ISSUERS_KEY, decorator: '@AcceptIssuers()' },
  { key: POLICIES_KEY, decorator: '@RequirePolicy()' },
];

/** How one decorator is enforced. */
export interface RuleOptions {
  /**
   * True: logs denials and does not enforce them, to try a rule on real traffic. The application logs a warning for each of
   * these rules at start. Authentication is always enforced. Default false.
   */
  readonly reportOnly?: boolean;
}

/** At least one name, and optionally options. */
export type RuleArguments<Name> =
  readonly [Name, ...Name[]] | readonly [Name, ...Name[], RuleOptions];

/** Metadata that a decorator writes on a handler, class or module. */
export interface RuleMetadata {
  readonly names: readonly unknown[];
  readonly reportOnly: boolean;
}

/**
 * Creates the decorator of one rule.
 *
 * @throws ConfigurationError without a name, for an invalid name, and for invalid options
 */
export function ruleDecorator(
  key: string,
  decorator: string,
  given: readonly unknown[],
  isRight: (value: unknown) => boolean,
  right: string,
): CustomDecorator {
  const last = given.at(-1);
  const options = typeof last === 'object' && last !== null ? last : undefined;
  const names = options ? given.slice(0, -1) : given;
  if (names.length === 0 || !names.every(isRight)) {
    throw new ConfigurationError(decorator, JSON.stringify(names), right);
  }
  const mark = SetMetadata(
    key,
    Object.freeze({
      names: Object.freeze([...names]),
      reportOnly: readOptions(decorator, options),
    }),
  );
  const decorate = (...place: Parameters<MethodDecorator>) => {
    const [target, method] = place;
    if (method !== undefined) noteRule(target, method, { key, decorator });
    return mark(...place);
  };
  return Object.assign(decorate, { KEY: key }) as unknown as CustomDecorator;
}

function readOptions(decorator: string, options: object | undefined): boolean {
  const { reportOnly = false, ...others } = (options ?? {}) as Record<string, unknown>;
  if (typeof reportOnly === 'boolean' && Object.keys(others).length === 0) return reportOnly;
  throw new ConfigurationError(
    decorator,
    JSON.stringify(options),
    '{ reportOnly: true }, or no options',
  );
}

/** Returns whether a value is a non-empty string. */
export function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** Rules: what each decorator requires of a request, compiled once per handler. */
import type { ApplicationCalls } from '@portcullis/core/internal';
import type { AccessPolicy, AccessRequest } from './access-policy.js';
import type { RoleHierarchy } from './role-hierarchy.js';

/** One requirement of a handler. */
export interface AccessRule {
  /** The decorator as it was written: `@Roles('admin')`. */
  readonly decorator: string;
  readonly kind: 'roles' | 'allRoles' | 'scopes' | 'issuers' | 'policies';
  /** The roles, scopes, issuers, or classes of policies. */
  readonly names: readonly string[];
  /** Whether denials are logged and not enforced. */
  readonly reportOnly: boolean;
  /** Returns whether a request is allowed. Only `true` allows it. */
  readonly allows: (request: AccessRequest) => boolean | Promise<boolean>;
}

/** Names in the metadata of a rule, and how it is enforced. */
export interface RuleText {
  readonly names: readonly string[];
  readonly reportOnly: boolean;
}

/** `@Roles()`: at least one of the roles. */
export function anyRole(text: RuleText, hierarchy: RoleHierarchy): AccessRule {
  const enough = new Set(text.names.flatMap((role) => [...hierarchy.satisfying(role)]));
  return rule('roles', 'Roles', text, ({ roles }) => overlap(roles, enough));
}

/** `@AllRoles()`: all roles. */
export function everyRole(text: RuleText, hierarchy: RoleHierarchy): AccessRule {
  const each = text.names.map((role) => hierarchy.satisfying(role));
  return rule('allRoles', 'AllRoles', text, ({ roles }) =>
    atLeastOne(each).every((enough) => overlap(roles, enough)),
  );
}

/** `@Scopes()`: all scopes. */
export function everyScope(text: RuleText): AccessRule {
  return rule('scopes', 'Scopes', text, ({ scopes }) =>
    atLeastOne(text.names).every((scope) => scopes.has(scope)),
  );
}

/** `@AcceptIssuers()`: the issuer of the token is in the list. */
export function acceptedIssuer(
  text: RuleText,
  issuerNames: ReadonlyMap<string, string>,
): AccessRule {
  const accepted = new Set(text.names.map((name) => issuerNames.get(name) ?? name));
  return rule('issuers', 'AcceptIssuers', text, ({ token }) => accepted.has(token.issuer));
}

/** `@RequirePolicy()`: every policy returns true. */
export function everyPolicy(
  text: RuleText,
  findPolicies: (request: AccessRequest) => Promise<readonly AccessPolicy[]>,
  calls: ApplicationCalls,
): AccessRule {
  return rule('policies', 'RequirePolicy', text, async (request) => {
    const policies = await calls.run(() => findPolicies(request));
    if (policies.length === 0) return false;
    for (const policy of policies) {
      if ((await calls.run(() => policy.canAccess(request))) !== true) return false;
    }
    return true;
  });
}

function rule(
  kind: AccessRule['kind'],
  decorator: string,
  { names, reportOnly }: RuleText,
  allows: AccessRule['allows'],
): AccessRule {
  const written = names.map((name) => (kind === 'policies' ? name : `'${name}'`)).join(', ');
  return Object.freeze({ decorator: `@${decorator}(${written})`, kind, names, reportOnly, allows });
}

/** Metadata in a form that no decorator writes has an empty list of names: it denies every request. */
function atLeastOne<T>(items: readonly T[]): { every(holds: (item: T) => boolean): boolean } {
  return { every: (holds) => items.length > 0 && items.every(holds) };
}

/** Returns whether two sets have a common element. Iterates over the smaller set. */
function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  const [few, many] = a.size < b.size ? [a, b] : [b, a];
  for (const item of few) if (many.has(item)) return true;
  return false;
}

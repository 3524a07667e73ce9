/** Rules: what each decorator asks of a request, compiled once per handler. */
import type { ApplicationCalls } from '@portcullis/core';
import type { AccessPolicy, AccessRequest } from './access-policy.js';
import type { RoleHierarchy } from './role-hierarchy.js';

/** One thing that a handler asks for. */
export interface AccessRule {
  /** The decorator as it was written: `@Roles('admin')`. */
  readonly decorator: string;
  readonly kind: 'roles' | 'allRoles' | 'scopes' | 'issuers' | 'policies';
  /** The roles, scopes, issuers, or classes of policies. */
  readonly names: readonly string[];
  /** Denials are logged and let through. */
  readonly reportOnly: boolean;
  /** Whether a request may pass. Only true lets it. */
  readonly allows: (request: AccessRequest) => boolean | Promise<boolean>;
}

/** The names that a rule's metadata holds, and how it is enforced. */
export interface RuleText {
  readonly names: readonly string[];
  readonly reportOnly: boolean;
}

/** `@Roles()`: any of them. */
export function anyRole(text: RuleText, hierarchy: RoleHierarchy): AccessRule {
  const enough = new Set(text.names.flatMap((role) => [...hierarchy.satisfying(role)]));
  return rule('roles', 'Roles', text, ({ roles }) => overlap(roles, enough));
}

/** `@AllRoles()`: every one of them. */
export function everyRole(text: RuleText, hierarchy: RoleHierarchy): AccessRule {
  const each = text.names.map((role) => hierarchy.satisfying(role));
  return rule('allRoles', 'AllRoles', text, ({ roles }) =>
    atLeastOne(each).every((enough) => overlap(roles, enough)),
  );
}

/** `@Scopes()`: every one of them. */
export function everyScope(text: RuleText): AccessRule {
  return rule('scopes', 'Scopes', text, ({ scopes }) =>
    atLeastOne(text.names).every((scope) => scopes.has(scope)),
  );
}

/** `@AcceptIssuers()`: the issuer of the token is one of them. */
export function acceptedIssuer(
  text: RuleText,
  issuerNames: ReadonlyMap<string, string>,
): AccessRule {
  const accepted = new Set(text.names.map((name) => issuerNames.get(name) ?? name));
  return rule('issuers', 'AcceptIssuers', text, ({ token }) => accepted.has(token.issuer));
}

/** `@RequirePolicy()`: every policy says true. */
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

/** Metadata of a shape that no decorator writes has no names left: it lets nobody in. */
function atLeastOne<T>(items: readonly T[]): { every(holds: (item: T) => boolean): boolean } {
  return { every: (holds) => items.length > 0 && items.every(holds) };
}

/** Whether two sets meet, by way of the smaller. */
function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  const [few, many] = a.size < b.size ? [a, b] : [b, a];
  for (const item of few) if (many.has(item)) return true;
  return false;
}

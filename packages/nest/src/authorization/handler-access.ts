/** What the decorators on a handler, its class and its modules require. */
import 'reflect-metadata';
import type { Type } from '@nestjs/common';
import {
  ALL_ROLES_KEY,
  ISSUERS_KEY,
  OPTIONAL_KEY,
  POLICIES_KEY,
  PUBLIC_KEY,
  ROLES_KEY,
  SCOPES_KEY,
  type RuleMetadata,
} from './rule-metadata.js';
import type { AccessPolicy } from './access-policy.js';
import type { AccessRule, RuleText } from './access-rule.js';

/** Effective access rules of one handler. */
export interface HandlerAccess {
  /** `public`: no token is required; `optional`: a token is not required, but must be valid if there is one. */
  readonly access: 'public' | 'optional' | 'authenticated';
  /** Rules. All of them must allow the request. */
  readonly rules: readonly AccessRule[];
  /** The handler, class or module that has both an open decorator and a rule, which is a configuration error. */
  readonly conflict: string | undefined;
}

/** Compiles rules from the metadata of decorators. */
export interface RuleFactories {
  readonly [ROLES_KEY]: (text: RuleText) => AccessRule;
  readonly [ALL_ROLES_KEY]: (text: RuleText) => AccessRule;
  readonly [SCOPES_KEY]: (text: RuleText) => AccessRule;
  readonly [ISSUERS_KEY]: (text: RuleText) => AccessRule;
  readonly [POLICIES_KEY]: (text: RuleText, policies: readonly Type<AccessPolicy>[]) => AccessRule;
}

/** Kinds of rules that replace each other: `@AllRoles()` on a handler replaces `@Roles()` of its class. */
const DIMENSIONS = [
  [ROLES_KEY, ALL_ROLES_KEY],
  [SCOPES_KEY],
  [ISSUERS_KEY],
  [POLICIES_KEY],
] as const;
type RuleKey = (typeof DIMENSIONS)[number][number];

/**
 * Reads the effective access rules of a handler. All rules on a handler must allow the request. A handler's rule replaces
 * its class's rule of the same kind, and a class's replaces its module's. `@Public()` and `@OptionalAuth()` remove the
 * rules of the class and module. A `reportOnly` rule replaces nothing.
 */
export function readAccess(
  handler: object,
  controller: object,
  modules: readonly object[],
  factories: RuleFactories,
): HandlerAccess {
  const open = new Set<(typeof DIMENSIONS)[number]>(DIMENSIONS);
  const rules: AccessRule[] = [];
  let conflict: string | undefined;
  for (const [name, places] of [
    ['handler', [handler]],
    ['class', [controller]],
    ['module', modules],
  ] as const) {
    const access =
      name === 'handler' && isOverruled(handler, controller) ? undefined : accessAt(places);
    const here = rulesAt(places, access !== undefined, [...open], factories);
    rules.push(...here.rules);
    for (const dimension of here.found) open.delete(dimension);
    if (access === undefined) continue;
    if (here.rules.length > 0) conflict = name;
    return freeze(rules.length > 0 ? 'authenticated' : access, rules, conflict);
  }
  return freeze('authenticated', rules, conflict);
}

function freeze(
  access: HandlerAccess['access'],
  rules: readonly AccessRule[],
  conflict: string | undefined,
): HandlerAccess {
  return Object.freeze({ access, rules: Object.freeze(rules), conflict });
}

/** A subclass inherits rules, but not `@Public()` or `@OptionalAuth()`. */
function accessAt(places: readonly object[]): 'public' | 'optional' | undefined {
  const all = places.map((place): 'public' | 'optional' | undefined => {
    if (Reflect.getOwnMetadata(OPTIONAL_KEY, place) === true) return 'optional';
    return Reflect.getOwnMetadata(PUBLIC_KEY, place) === true ? 'public' : undefined;
  });
  // A class in several modules is open if all of them are.
  if (all.length === 0 || all.includes(undefined)) return undefined;
  return all.includes('optional') ? 'optional' : 'public';
}

/**
 * Returns whether a handler comes from a base class, and a class below the base class has rules. Those rules apply to all
 * of its handlers: the `@Public()` of the inherited handler was not written for that class.
 */
function isOverruled(handler: object, controller: object): boolean {
  const below: object[] = [];
  for (let at: object | null = controller; at !== null; at = Object.getPrototypeOf(at) as object) {
    if (declares(at, handler)) return below.some((type) => hasRules(type));
    below.push(at);
  }
  return false;
}

function declares(type: object, handler: object): boolean {
  const { prototype } = type as { readonly prototype?: unknown };
  if (typeof prototype !== 'object' || prototype === null) return false;
  const members = Object.values(Object.getOwnPropertyDescriptors(prototype));
  return members.some(({ value }) => value === handler);
}

function hasRules(type: object): boolean {
  return DIMENSIONS.flat().some((key) => Reflect.hasOwnMetadata(key, type));
}

function rulesAt(
  places: readonly object[],
  isOpen: boolean,
  dimensions: readonly (typeof DIMENSIONS)[number][],
  factories: RuleFactories,
) {
  const rules: AccessRule[] = [];
  const found = dimensions.filter((dimension) => {
    const here = places.flatMap((place) =>
      dimension.flatMap((key: RuleKey) => {
        const given = isOpen ? ownAt(key, place) : givenAt(key, place);
        return given.map((metadata) => makeRule(key, metadata, factories));
      }),
    );
    rules.push(...here);
    return here.some(({ reportOnly }) => !reportOnly);
  });
  return { rules, found };
}

/** `@Public()` on a class removes the rules of its base class. */
function ownAt(key: RuleKey, place: object): readonly unknown[] {
  const given: unknown = Reflect.getOwnMetadata(key, place);
  return given === undefined ? [] : [given];
}

/** Reads the rules of a place and its base classes, up to the first enforced rule. */
function givenAt(key: RuleKey, place: object): readonly unknown[] {
  const own = ownAt(key, place);
  const base = Object.getPrototypeOf(place) as object | null;
  const isEnforced = own.some((given) => !isReported(given));
  return base === null || isEnforced ? own : [...own, ...givenAt(key, base)];
}

function isReported(given: unknown): boolean {
  return (given as Partial<RuleMetadata> | null)?.reportOnly === true;
}

/** Metadata in a form that no decorator writes denies every request: it becomes a rule without names. */
function makeRule(key: RuleKey, given: unknown, factories: RuleFactories): AccessRule {
  const { names } = (given ?? {}) as Partial<RuleMetadata>;
  const list: readonly unknown[] = Array.isArray(names) ? names : [];
  const reportOnly = isReported(given);
  if (key === POLICIES_KEY) {
    const policies = list.filter((name) => typeof name === 'function') as Type<AccessPolicy>[];
    const text = { names: policies.map(({ name }) => name), reportOnly };
    return factories[key](text, policies);
  }
  const text = list.filter((name) => typeof name === 'string');
  return factories[key]({ names: text, reportOnly });
}

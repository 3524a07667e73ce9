/** What the decorators on a handler, its class and its module ask for. */
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

/** The policy of one handler. */
export interface HandlerAccess {
  /** `public`: no token is asked for; `optional`: a token may be there, and must be good then. */
  readonly access: 'public' | 'optional' | 'authenticated';
  /** All of them must hold. */
  readonly rules: readonly AccessRule[];
  /** Where an open decorator stands beside one that asks for something; the start fails for it. */
  readonly conflict: string | undefined;
}

/** Makes the rules from what the decorators say. */
export interface RuleFactories {
  readonly [ROLES_KEY]: (text: RuleText) => AccessRule;
  readonly [ALL_ROLES_KEY]: (text: RuleText) => AccessRule;
  readonly [SCOPES_KEY]: (text: RuleText) => AccessRule;
  readonly [ISSUERS_KEY]: (text: RuleText) => AccessRule;
  readonly [POLICIES_KEY]: (text: RuleText, policies: readonly Type<AccessPolicy>[]) => AccessRule;
}

/** Each is replaced as a whole by a nearer place: `@AllRoles()` on a handler replaces its class's `@Roles()`. */
const DIMENSIONS = [
  [ROLES_KEY, ALL_ROLES_KEY],
  [SCOPES_KEY],
  [ISSUERS_KEY],
  [POLICIES_KEY],
] as const;
type RuleKey = (typeof DIMENSIONS)[number][number];

/**
 * The nearest place counts: the handler, then its class, then the modules that have the class. `@Public()` and
 * `@OptionalAuth()` put aside what stands further off; beside a rule at the same place, the rule holds. A rule that is
 * only reported puts nothing aside.
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

/** Rules are inherited from a base class, being open is not: a subclass must say so itself. */
function accessAt(places: readonly object[]): 'public' | 'optional' | undefined {
  const all = places.map((place): 'public' | 'optional' | undefined => {
    if (Reflect.getOwnMetadata(OPTIONAL_KEY, place) === true) return 'optional';
    return Reflect.getOwnMetadata(PUBLIC_KEY, place) === true ? 'public' : undefined;
  });
  // A class that several modules have is open where all of them are.
  if (all.length === 0 || all.includes(undefined)) return undefined;
  return all.includes('optional') ? 'optional' : 'public';
}

/**
 * Whether a handler comes from a base class, and a class below that has rules of its own: they were written for all of
 * its handlers, and the handler's being open was not written for that class.
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

/** A class that is open itself puts aside the rules of its base class. */
function ownAt(key: RuleKey, place: object): readonly unknown[] {
  const given: unknown = Reflect.getOwnMetadata(key, place);
  return given === undefined ? [] : [given];
}

/** What a place says, or a base class of it: up to the first that is enforced. */
function givenAt(key: RuleKey, place: object): readonly unknown[] {
  const own = ownAt(key, place);
  const base = Object.getPrototypeOf(place) as object | null;
  const isEnforced = own.some((given) => !isReported(given));
  return base === null || isEnforced ? own : [...own, ...givenAt(key, base)];
}

function isReported(given: unknown): boolean {
  return (given as Partial<RuleMetadata> | null)?.reportOnly === true;
}

/** Metadata of a shape that no decorator writes lets nobody in: it becomes a rule without names. */
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

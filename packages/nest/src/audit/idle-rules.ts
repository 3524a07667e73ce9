/** Finds rules that are never enforced: on a method that is not a handler, or that another function replaces. */
import 'reflect-metadata';
import type { Type } from '@nestjs/common';
import type { ModulesContainer } from '@nestjs/core';
import { RULES } from '../authorization/rule-metadata.js';
import { rulesWrittenOn, type WrittenRule } from '../authorization/written-rules.js';
import type { TransportRegistry } from '../transports/transport-registry.js';
import type { NamedFault } from './faults.js';
import { findHandlerClasses, isHandler, nameOf } from './handlers.js';

/** Returns the faults of controllers, resolvers and gateways, including inherited methods. */
export function findIdleRules(
  modules: ModulesContainer,
  transports: TransportRegistry,
): readonly NamedFault[] {
  return findHandlerClasses(modules).flatMap((type) =>
    prototypesOf(type).flatMap((prototype) =>
      [...rulesOn(prototype)].flatMap(([method, rules]) => {
        const fault = faultOf({ type, prototype, method, rules, transports });
        return fault ? [{ handler: nameOf({ type, method: String(method) }), ...fault }] : [];
      }),
    ),
  );
}

/** Returns rules on the prototype, and rules on methods that a mixin has copied from another prototype. */
function rulesOn(prototype: object): ReadonlyMap<string | symbol, readonly WrittenRule[]> {
  const found = new Map(rulesWrittenOn(prototype));
  for (const method of Reflect.ownKeys(prototype)) {
    const own = methodOf(prototype, method);
    if (!own || method === 'constructor' || found.has(method)) continue;
    const rules = RULES.filter(({ key }) => Reflect.hasOwnMetadata(key, own));
    if (rules.length > 0) found.set(method, rules);
  }
  return found;
}

interface Written {
  readonly type: Type;
  /** Returns the prototype, of the class or a base class, on which the rules were written. */
  readonly prototype: object;
  readonly method: string | symbol;
  readonly rules: readonly WrittenRule[];
  readonly transports: TransportRegistry;
}

function faultOf({ type, prototype, method, rules, transports }: Written) {
  const own = methodOf(prototype, method);
  const called = methodOf(type.prototype as object, method);
  const due = rules.filter(({ key }) => !isRepeated(key, own, called));
  const lost = due.filter(({ key }) => !own || !Reflect.hasMetadata(key, own));
  if (lost.length > 0) {
    return {
      given: `${namesOf(lost)}, but a decorator above has replaced the method, and the new method does not have it`,
      right: 'the rule above the decorator that wraps the method',
    };
  }
  if (due.length === 0 || !own) return undefined;
  if (isHandler(type, own, String(method)) || transports.isHandler(own)) return undefined;
  return {
    given: `${namesOf(due)} and no handler behind it`,
    right: 'the rule on the handler itself, next to @Get() or a similar decorator',
  };
}

/** Returns whether a class overrides the method and has its own rules for it. */
function isRepeated(key: string, own: object | undefined, called: object | undefined): boolean {
  return called !== undefined && called !== own && Reflect.hasMetadata(key, called);
}

/** Returns the prototypes from the class to its last base class. */
function prototypesOf(type: Type): readonly object[] {
  const prototype = type.prototype as object;
  return [prototype, ...basesOf(prototype)];
}

function basesOf(prototype: object): readonly object[] {
  const base = Object.getPrototypeOf(prototype) as object | null;
  return base === null || base === Object.prototype ? [] : [base, ...basesOf(base)];
}

/** Returns a method, own or inherited; undefined for other members, such as a getter. */
function methodOf(prototype: object, method: string | symbol): object | undefined {
  const at = [prototype, ...basesOf(prototype)].find((place) => Object.hasOwn(place, method));
  const value: unknown = at && Object.getOwnPropertyDescriptor(at, method)?.value;
  return typeof value === 'function' ? value : undefined;
}

function namesOf(rules: readonly WrittenRule[]): string {
  return rules.map(({ decorator }) => decorator).join(' ');
}

/**
 * Finds access metadata that nothing reads, such as `SetMetadata('roles', ['admin'])` from before a migration. It looks
 * like protection and has no effect.
 */
import 'reflect-metadata';
import type { Type } from '@nestjs/common';
import type { ModulesContainer } from '@nestjs/core';
import { isGateway } from '../nest-internals/gateway-metadata.js';
import { isGeneratedKey } from '../nest-internals/generated-keys.js';
import { methodsOf } from '../nest-internals/method-names.js';
import {
  classOfModule,
  controllersIn,
  modulesOf,
  providersIn,
  type NestModule,
} from '../nest-internals/modules.js';
import type { TransportRegistry } from '../transports/transport-registry.js';
import { meaningOf, type AccessMeaning } from './access-words.js';
import type { NamedFault } from './faults.js';
import { isHandler, nameOf } from './handlers.js';

/** A metadata key. `reflect-metadata` also accepts other values, such as a class, whose name has no meaning here. */
export type MetadataKey = string | symbol;

/** Result. With `faults`, the application does not start; `unclear` handlers are logged. */
export interface UnreadMetadata {
  readonly faults: readonly NamedFault[];
  /** Handlers and classes with metadata of `Reflector.createDecorator()`, whose meaning is unknown. */
  readonly unclear: readonly string[];
}

/** Checks all handlers, their classes and the modules of these, including inherited metadata. */
export function findUnreadMetadata(
  modules: ModulesContainer,
  transports: TransportRegistry,
  enforced: ReadonlySet<MetadataKey>,
): UnreadMetadata {
  const found = placesOf(modules, transports).flatMap(({ name, place }) =>
    Reflect.getMetadataKeys(place).flatMap((key: unknown) => {
      if (!isNamed(key) || enforced.has(key)) return [];
      const verdict = judge(key, Reflect.getMetadata(key, place));
      return verdict ? [{ handler: name, key, verdict }] : [];
    }),
  );
  return {
    faults: found.flatMap(({ handler, key, verdict }) =>
      verdict === 'unclear' ? [] : [{ handler, ...faultOf(key, verdict) }],
    ),
    unclear: found.flatMap(({ handler, verdict }) => (verdict === 'unclear' ? [handler] : [])),
  };
}

interface Place {
  readonly name: string;
  readonly place: object;
}

function placesOf(modules: ModulesContainer, transports: TransportRegistry): readonly Place[] {
  const typesOf = (module: NestModule) => [...controllersIn(module), ...providersIn(module)];
  const all = modulesOf(modules);
  const places = new Map(
    [...new Set(all.flatMap(typesOf))].map((type) => [type, placesIn(type, transports)]),
  );
  const homes = all.filter((module) => typesOf(module).some((type) => places.get(type)?.length));
  return [
    ...[...places.values()].flat(),
    ...homes.map((module) => ({ name: classOfModule(module).name, place: classOfModule(module) })),
  ];
}

/** Returns the handlers of a class, and the class itself if it has any. */
function placesIn(type: Type, transports: TransportRegistry): readonly Place[] {
  const handlers = methodsOf(type).flatMap(({ name, method }) => {
    const isCalled = isHandler(type, method, name) || transports.isHandler(method);
    return isCalled ? [{ name: nameOf({ type, method: name }), place: method }] : [];
  });
  return handlers.length > 0 || isGateway(type)
    ? [...handlers, { name: type.name, place: type }]
    : [];
}

function judge(key: MetadataKey, value: unknown): AccessMeaning | 'unclear' | undefined {
  const name = typeof key === 'symbol' ? (key.description ?? '') : key;
  return isGeneratedKey(name) ? judgeValue(value) : meaningOf(name);
}

function isNamed(key: unknown): key is MetadataKey {
  return typeof key === 'string' || typeof key === 'symbol';
}

// In an object with other members, they can be about caching: `{ public: true, maxAge: 60 }`.
const AMBIGUOUS: ReadonlySet<string> = new Set(['public', 'private', 'scope']);

/** A list of names is the form of `@Roles(['admin'])` in Nest's documentation; an object is described by its keys. */
function judgeValue(value: unknown): AccessMeaning | 'unclear' {
  if (Array.isArray(value) && value.some((item) => typeof item === 'string')) return 'roles';
  if (typeof value !== 'object' || value === null) return 'unclear';
  const members = (Array.isArray(value) ? value : [value]) as readonly unknown[];
  const names = members.flatMap((member) => Object.keys(Object(member) as object));
  const telling = names.filter((name) => names.length === 1 || !AMBIGUOUS.has(name));
  return telling.map((name) => meaningOf(name)).find(Boolean) ?? 'unclear';
}

const INSTEAD: Readonly<Record<AccessMeaning, string>> = {
  open: '@Public() or @OptionalAuth()',
  roles: '@Roles()',
  scopes: '@Scopes()',
  other: '@RequirePolicy()',
};

function faultOf(key: MetadataKey, meaning: AccessMeaning): Omit<NamedFault, 'handler'> {
  const isGenerated = isGeneratedKey(String(key));
  const shown = isGenerated ? 'a decorator of Reflector.createDecorator()' : quoted(key);
  const listed = isGenerated ? 'the decorator' : quoted(key);
  return {
    given: `access metadata that nothing reads: ${shown}`,
    right: `${INSTEAD[meaning]} of @portcullis/nest instead, or enforcedMetadata: [${listed}] if a guard of the application enforces it, or if it is not about access`,
  };
}

function quoted(key: MetadataKey): string {
  return typeof key === 'symbol' ? String(key) : `'${key}'`;
}

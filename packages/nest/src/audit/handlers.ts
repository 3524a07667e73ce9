/** Finds every handler of every transport in an application's modules. */
import 'reflect-metadata';
import type { Type } from '@nestjs/common';
import type { ModulesContainer } from '@nestjs/core';
import { isGateway, messageOf } from '../nest-internals/gateway-metadata.js';
import { httpMethodOf, isHttpHandler, pathsOf } from '../nest-internals/http-handlers.js';
import { methodsOf } from '../nest-internals/method-names.js';
import { controllersIn, modulesOf, providersIn } from '../nest-internals/modules.js';
import {
  fieldNameOf,
  isFieldResolver,
  isReferenceResolver,
  isResolverClass,
  resolverTypeOf,
} from '../nest-internals/resolver-metadata.js';
import { patternsOf } from '../nest-internals/rpc-patterns.js';

/** A handler, as Nest would call it. */
export interface FoundHandler {
  readonly transport: 'http' | 'graphql' | 'ws' | 'rpc';
  /** The class that has it, and its method. */
  readonly type: Type;
  readonly method: string;
  readonly handler: object;
  /** What a client requests: `GET /articles/:id`, `Query articles`, the name of a message or pattern. */
  readonly route: string;
  /** Whether it is a GraphQL field, for which Nest runs guards only with `fieldResolverEnhancers`. */
  readonly isField: boolean;
  /** Whether a client can call it directly: for a field, a reference resolver, which a federation router calls. */
  readonly isEntry: boolean;
}

const ROOTS: ReadonlySet<string> = new Set(['Query', 'Mutation', 'Subscription']);

/** Returns all handlers, in the order of the modules. */
export function findHandlers(modules: ModulesContainer): readonly FoundHandler[] {
  // Two sets: a class can be both controller and provider, and has other handlers as each.
  const seenControllers = new Set<Type>();
  const seenProviders = new Set<Type>();
  return modulesOf(modules).flatMap((module) => [
    ...unseen(controllersIn(module), seenControllers).flatMap((type) =>
      handlersOf(type, controllerHandlers),
    ),
    ...unseen(providersIn(module), seenProviders).flatMap((type) =>
      handlersOf(type, providerHandlers),
    ),
  ]);
}

/** Returns the name of a handler for faults and snapshots. */
export function nameOf({ type, method }: Pick<FoundHandler, 'type' | 'method'>): string {
  return `${type.name}.${method}`;
}

/** Returns the classes whose methods can be handlers: controllers, resolvers and gateways. */
export function findHandlerClasses(modules: ModulesContainer): readonly Type[] {
  const all = modulesOf(modules).flatMap((module) => [
    ...controllersIn(module),
    ...providersIn(module).filter((type) => isGateway(type) || isResolverClass(type)),
  ]);
  return [...new Set(all)];
}

/** Returns whether a transport of Nest calls a method of a class. */
export function isHandler(type: Type, handler: object, method: string): boolean {
  const isOpening = method === 'handleConnection' && isGateway(type);
  return (
    isOpening ||
    controllerHandlers(type, handler).length > 0 ||
    providerHandlers(type, handler, method).length > 0
  );
}

/** Returns each class once. */
function unseen(types: readonly Type[], seen: Set<Type>): readonly Type[] {
  const first = [...new Set(types)].filter((type) => !seen.has(type));
  for (const type of first) seen.add(type);
  return first;
}

type Finder = (type: Type, handler: object, method: string) => readonly Found[];
type Found = Pick<FoundHandler, 'transport' | 'route'> &
  Partial<Pick<FoundHandler, 'isField' | 'isEntry'>>;

function handlersOf(type: Type, find: Finder): readonly FoundHandler[] {
  // Nearly all methods of providers have no metadata at all: skip the search for each kind.
  const isRoot = isRootType(type);
  return methodsOf(type).flatMap(({ name: method, method: handler }) => {
    if (!isRoot && Reflect.getMetadataKeys(handler).length === 0) return [];
    return find(type, handler, method).map((found) => ({
      isField: false,
      isEntry: found.isField !== true,
      ...found,
      type,
      method,
      handler,
    }));
  });
}

function controllerHandlers(type: Type, handler: object): readonly Found[] {
  return [
    ...(isHttpHandler(handler)
      ? [{ transport: 'http' as const, route: httpRoute(type, handler) }]
      : []),
    ...patternsOf(handler).map((route) => ({ transport: 'rpc' as const, route })),
  ];
}

function providerHandlers(type: Type, handler: object, method: string): readonly Found[] {
  const message = isGateway(type) ? messageOf(handler) : undefined;
  if (message !== undefined) return [{ transport: 'ws', route: message }];
  if (isReferenceResolver(handler)) {
    const route = `Reference ${resolverTypeOf(type) ?? type.name}`;
    return [{ transport: 'graphql', route, isField: true, isEntry: true }];
  }
  const isField = isFieldResolver(handler);
  const kind = resolverTypeOf(handler);
  const parent = kind ?? resolverTypeOf(type) ?? 'field';
  const isRoot = ROOTS.has(parent);
  if (kind === undefined && !isField && !isRoot) return [];
  const name = fieldNameOf(handler) ?? method;
  return [{ transport: 'graphql', route: `${parent} ${name}`, isField: isField && !isRoot }];
}

/** Every method of `@Resolver('Query')` is a query, also without a decorator. */
function isRootType(type: Type): boolean {
  return ROOTS.has(String(resolverTypeOf(type)));
}

function httpRoute(type: Type, handler: object): string {
  const routes = pathsOf(type).flatMap((prefix) =>
    pathsOf(handler).map((path) =>
      `/${prefix}/${path}`.replace(/\/+/g, '/').replace(/(.)\/$/, '$1'),
    ),
  );
  return `${httpMethodOf(handler)} ${routes.join(' | ')}`;
}

/** Finds every handler of every transport in an application's modules. */
import 'reflect-metadata';
import { RequestMethod, type Type } from '@nestjs/common';
import { MetadataScanner, type ModulesContainer } from '@nestjs/core';
import { classesIn, type Wrapped } from '../authorization/provider-classes.js';

/** A handler, as Nest would call it. */
export interface FoundHandler {
  readonly transport: 'http' | 'graphql' | 'ws' | 'rpc';
  /** The class that has it, and its method. */
  readonly type: Type;
  readonly method: string;
  readonly handler: object;
  /** What a client asks for: `GET /articles/:id`, `Query articles`, the name of a message or pattern. */
  readonly route: string;
  /** Whether it is a GraphQL field, for which Nest runs guards only if it is told to. */
  readonly isField: boolean;
  /** Whether it is a way in of its own all the same: a reference resolver, which a federation's router calls. */
  readonly isEntry: boolean;
}

// Metadata keys of Nest's packages, some of which may not be installed.
const PATH = 'path';
const METHOD = 'method';
const PATTERN = 'microservices:pattern';
const IS_GATEWAY = 'websockets:is_gateway';
const IS_MESSAGE = 'websockets:message_mapping';
const MESSAGE = 'message';
const RESOLVER_TYPE = 'graphql:resolver_type';
const RESOLVER_NAME = 'graphql:resolver_name';
const RESOLVER_FIELD = 'graphql:resolve_property';
const RESOLVER_REFERENCE = 'graphql:resolve_reference';
const ROOTS: ReadonlySet<string> = new Set(['Query', 'Mutation', 'Subscription']);

const scanner = new MetadataScanner();

/** All handlers, in the order of the modules. */
export function findHandlers(modules: ModulesContainer): readonly FoundHandler[] {
  // Two sets: as a controller a class has other handlers than as a provider, and it may be both.
  const seenControllers = new Set<Type>();
  const seenProviders = new Set<Type>();
  return [...modules.values()].flatMap(({ controllers, providers }) => [
    ...classesOf(controllers, seenControllers).flatMap((type) =>
      methodsOf(type, controllerHandlers),
    ),
    ...classesOf(providers, seenProviders).flatMap((type) => methodsOf(type, providerHandlers)),
  ]);
}

/** The name of a handler, as faults and snapshots say it. */
export function nameOf({ type, method }: Pick<FoundHandler, 'type' | 'method'>): string {
  return `${type.name}.${method}`;
}

/** The classes whose methods may be handlers: controllers, resolvers and gateways. */
export function findHandlerClasses(modules: ModulesContainer): readonly Type[] {
  const all = [...modules.values()].flatMap(({ controllers, providers }) => [
    ...classesOf(controllers, new Set()),
    ...classesOf(providers, new Set()).filter(
      (type) => read(IS_GATEWAY, type) === true || Reflect.hasMetadata(RESOLVER_TYPE, type),
    ),
  ]);
  return [...new Set(all)];
}

/** Whether a transport of Nest calls a method of a class; of a gateway, the handshake check asks what its opening needs. */
export function isHandler(type: Type, handler: object, method: string): boolean {
  const isOpening = method === 'handleConnection' && read(IS_GATEWAY, type) === true;
  return (
    isOpening ||
    controllerHandlers(type, handler).length > 0 ||
    providerHandlers(type, handler, method).length > 0
  );
}

/** The classes among some wrappers, each once however many modules have it. */
function classesOf(wrappers: ReadonlyMap<unknown, Wrapped>, seen: Set<Type>): readonly Type[] {
  const types = new Set([...wrappers.values()].flatMap((wrapper) => classesIn(wrapper)));
  const unseen = [...types].filter((type) => !seen.has(type));
  for (const type of unseen) seen.add(type);
  return unseen;
}

type Finder = (type: Type, handler: object, method: string) => readonly Found[];
type Found = Pick<FoundHandler, 'transport' | 'route'> &
  Partial<Pick<FoundHandler, 'isField' | 'isEntry'>>;

function methodsOf(type: Type, find: Finder): readonly FoundHandler[] {
  const prototype = type.prototype as Readonly<Record<string, object>>;
  // Nearly all methods of an application's providers have no metadata at all, and need not be asked for each kind.
  const isRoot = isRootType(type);
  return scanner.getAllMethodNames(prototype).flatMap((method) => {
    const handler = prototype[method] as object;
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
  const paths = read(PATH, handler);
  const patterns = read(PATTERN, handler) as readonly unknown[] | undefined;
  return [
    ...(paths === undefined
      ? []
      : [{ transport: 'http' as const, route: httpRoute(type, handler) }]),
    ...(patterns ?? []).map((pattern) => ({
      transport: 'rpc' as const,
      route: typeof pattern === 'string' ? pattern : JSON.stringify(pattern),
    })),
  ];
}

function providerHandlers(type: Type, handler: object, method: string): readonly Found[] {
  if (read(IS_GATEWAY, type) === true && read(IS_MESSAGE, handler) === true) {
    return [{ transport: 'ws', route: String(read(MESSAGE, handler)) }];
  }
  if (read(RESOLVER_REFERENCE, handler) === true) {
    const route = `Reference ${(read(RESOLVER_TYPE, type) as string | undefined) ?? type.name}`;
    return [{ transport: 'graphql', route, isField: true, isEntry: true }];
  }
  const isField = read(RESOLVER_FIELD, handler) === true;
  const kind = read(RESOLVER_TYPE, handler) as string | undefined;
  const parent = kind ?? (read(RESOLVER_TYPE, type) as string | undefined) ?? 'field';
  const isRoot = ROOTS.has(parent);
  if (kind === undefined && !isField && !isRoot) return [];
  const name = (read(RESOLVER_NAME, handler) as string | undefined) ?? method;
  return [{ transport: 'graphql', route: `${parent} ${name}`, isField: isField && !isRoot }];
}

/** Of `@Resolver('Query')` every method is a query, without a decorator too. */
function isRootType(type: Type): boolean {
  return ROOTS.has(String(read(RESOLVER_TYPE, type)));
}

function httpRoute(type: Type, handler: object): string {
  const paths = (place: object): readonly string[] =>
    [(read(PATH, place) as string | readonly string[] | undefined) ?? ''].flat();
  const verb = RequestMethod[(read(METHOD, handler) as number | undefined) ?? 0];
  const routes = paths(type).flatMap((prefix) =>
    paths(handler).map((path) => `/${prefix}/${path}`.replace(/\/+/g, '/').replace(/(.)\/$/, '$1')),
  );
  return `${verb} ${routes.join(' | ')}`;
}

function read(key: string, place: object): unknown {
  return Reflect.getMetadata(key, place) as unknown;
}

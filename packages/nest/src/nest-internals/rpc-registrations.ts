/**
 * Tells of each handler that a microservice registers, and whether the global guard protects it: not when
 * `connectMicroservice` gave the microservice a configuration of its own.
 *
 * For each handler Nest reads the server's `transportId`, then `canActivate` of each guard as it compiles the handler, and
 * then calls `addHandler`. A registration without a reading of the global guard in between is a handler without it. What
 * was compiled before, such as for a microservice that starts late, does not count.
 */
import type { ModulesContainer } from '@nestjs/core';
import { guardReads } from './guard-compilations.js';

/** A handler as a server of @nestjs/microservices calls it: its guards have run when it answers. */
export type RpcHandler = (...args: readonly unknown[]) => unknown;

/** A handler that is about to be registered. */
export interface RpcRegistration {
  readonly pattern: unknown;
  readonly handler: RpcHandler;
  /** Whether nobody waits for an answer. */
  readonly isEvent: boolean;
  /** Whether Nest compiled the handler with the global guard. */
  readonly isGuarded: boolean;
}

/** A server of @nestjs/microservices, as far as registrations need it. */
interface RpcServer {
  transportId?: unknown;
  addHandler(
    pattern: unknown,
    handler: RpcHandler,
    isEvent?: boolean,
    ...others: readonly unknown[]
  ): unknown;
}

/**
 * Calls `register` before each registration; the handler that it returns is registered.
 *
 * @returns ends the watch of servers that are connected later
 */
export function watchRpcRegistrations(
  container: ModulesContainer,
  register: (registration: RpcRegistration) => RpcHandler,
): { unsubscribe(): void } {
  return container
    .getRpcTargetRegistry<RpcServer>()
    .subscribe((server) => watchServer(server, register));
}

function watchServer(
  server: RpcServer,
  register: (registration: RpcRegistration) => RpcHandler,
): void {
  const addHandler = server.addHandler.bind(server);
  noteBeginnings(server);
  let last: Beginning | undefined;
  server.addHandler = (pattern, handler, isEvent, ...others) => {
    const begun = beginnings.get(server);
    const isGuarded = begun !== undefined && begun !== last && guardReads() > begun.reads;
    last = begun;
    const registered = register({ pattern, handler, isEvent: isEvent === true, isGuarded });
    return addHandler(pattern, registered, isEvent, ...others);
  };
}

/** How many readings of the guard there were when Nest turned to a handler. */
interface Beginning {
  readonly reads: number;
}

const beginnings = new WeakMap<RpcServer, Beginning>();
const noted = new WeakSet<RpcServer>();

/** Each reading of `transportId` is a beginning. Patched once for each server, however many applications watch it. */
function noteBeginnings(server: RpcServer): void {
  if (noted.has(server)) return;
  noted.add(server);
  let { transportId } = server;
  Object.defineProperty(server, 'transportId', {
    configurable: true,
    enumerable: true,
    get() {
      beginnings.set(server, { reads: guardReads() });
      return transportId;
    },
    set(id: unknown) {
      transportId = id;
    },
  });
}

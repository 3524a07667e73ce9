/** What the decorators on a handler and its class ask for, read once per handler. */
import 'reflect-metadata';
import type { ExecutionContext } from '@nestjs/common';
import { PUBLIC_KEY, ROLES_KEY } from '../decorators/metadata.js';

/** The policy of one handler. */
export interface HandlerPolicy {
  /** No token is asked for. */
  readonly isPublic: boolean;
  /** One of these roles is needed; undefined when any signed-in user will do. */
  readonly roles: ReadonlySet<string> | undefined;
}

const policies = new WeakMap<object, WeakMap<object, HandlerPolicy>>();

/** The policy of the handler that a context is about to call. */
export function policyOf(context: ExecutionContext): HandlerPolicy {
  const controller = context.getClass();
  const handler = context.getHandler();
  let ofClass = policies.get(controller);
  if (!ofClass) policies.set(controller, (ofClass = new WeakMap()));
  let policy = ofClass.get(handler);
  if (!policy) ofClass.set(handler, (policy = readPolicy(controller, handler)));
  return policy;
}

/** The nearest decorator counts: the handler's, then the class's. Of two at one place, the stricter. */
function readPolicy(controller: object, handler: object): HandlerPolicy {
  for (const place of [handler, controller]) {
    // Roles are inherited from a base class, being open is not: a subclass must say so itself.
    const isOpen: unknown = Reflect.getOwnMetadata(PUBLIC_KEY, place);
    const own: unknown = Reflect.getOwnMetadata(ROLES_KEY, place);
    const roles: unknown =
      own ?? (isOpen === undefined ? Reflect.getMetadata(ROLES_KEY, place) : undefined);
    if (roles !== undefined) return Object.freeze({ isPublic: false, roles: readRoles(roles) });
    if (isOpen !== undefined) return Object.freeze({ isPublic: isOpen === true, roles: undefined });
  }
  return Object.freeze({ isPublic: false, roles: undefined });
}

/** Metadata of a shape that `@Roles()` does not write lets nobody in. */
function readRoles(roles: unknown): ReadonlySet<string> {
  return new Set(Array.isArray(roles) ? roles.filter((role) => typeof role === 'string') : []);
}

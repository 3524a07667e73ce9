import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { isPublic } from '../request/shown-user.js';
import { transportOf } from '../transports/transport-registry.js';

/**
 * The user of the request, message or operation, or one property of it: `@CurrentUser()`, `@CurrentUser('id')`.
 * Undefined on a public handler, and without a token on an `@OptionalAuth()` one. The same on every transport.
 */
export const CurrentUser = createParamDecorator(
  (property: string | undefined, context: ExecutionContext): unknown => {
    const transport = transportOf(context);
    const carrier = transport?.carrierOf(context);
    if (!transport || !carrier || isPublic(carrier, context)) return undefined;
    const user = transport.userOf(carrier);
    if (property === undefined || typeof user !== 'object' || user === null)
      return property === undefined ? user : undefined;
    return (user as Readonly<Record<string, unknown>>)[property];
  },
);

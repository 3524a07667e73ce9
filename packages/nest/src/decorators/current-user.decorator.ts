import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { isPublic } from '../request/shown-user.js';
import { transportOf } from '../transports/transport-registry.js';

/**
 * Injects the user of the request, message or operation, or one property of the user. Undefined on a public handler, and
 * on an `@OptionalAuth()` handler without a token. Works the same on every transport.
 *
 * @example @Get('me') me(@CurrentUser() user: AuthenticatedUser, @CurrentUser('id') id: string) {}
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

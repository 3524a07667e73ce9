import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { HttpRequest } from '../transports/http.js';

/**
 * The user of the request, or one property of it: `@CurrentUser()`, `@CurrentUser('id')`. Undefined on a public
 * handler.
 */
export const CurrentUser = createParamDecorator(
  (property: string | undefined, context: ExecutionContext): unknown => {
    const { user } = context.switchToHttp().getRequest<HttpRequest>();
    if (property === undefined || typeof user !== 'object' || user === null)
      return property === undefined ? user : undefined;
    return (user as Readonly<Record<string, unknown>>)[property];
  },
);

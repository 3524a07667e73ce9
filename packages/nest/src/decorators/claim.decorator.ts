import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { authenticatedCarrier, isPublic } from '../request/shown-user.js';
import { transportOf } from '../transports/transport-registry.js';

/**
 * One claim of the verified token, whatever `mapUser` made of it: `@Claim('email')`. Undefined where the token has no
 * such claim, nobody signed in, or the handler is public.
 */
export const Claim = createParamDecorator((name: string, context: ExecutionContext): unknown => {
  const transport = transportOf(context);
  const carrier = transport?.carrierOf(context);
  if (!carrier || isPublic(carrier, context)) return undefined;
  const claims = authenticatedCarrier(carrier)?.token.claims;
  return claims !== undefined && Object.hasOwn(claims, name)
    ? (claims as Readonly<Record<string, unknown>>)[name]
    : undefined;
});

import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { authenticatedCarrier, isPublic } from '../request/shown-user.js';
import { transportOf } from '../transports/transport-registry.js';

/**
 * Injects one claim of the verified token, regardless of `mapUser`. Undefined if the token does not have the claim, if the
 * request has no token, or if the handler is public.
 *
 * @example @Get('me') me(@Claim('email') email: string | undefined) {}
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

import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { authenticatedCarrier } from '../authentication/authenticated.js';
import { transportOf } from '../transports/transport-registry.js';

/**
 * One claim of the verified token, whatever `mapUser` made of it: `@Claim('email')`. Undefined where the token has no
 * such claim, or nobody signed in.
 */
export const Claim = createParamDecorator((name: string, context: ExecutionContext): unknown => {
  const transport = transportOf(context);
  if (!transport) return undefined;
  const claims = authenticatedCarrier(transport.carrierOf(context))?.token.claims;
  return claims !== undefined && Object.hasOwn(claims, name)
    ? (claims as Readonly<Record<string, unknown>>)[name]
    : undefined;
});

/** How often one client may ask where guessing or flooding would pay. */
import {
  applyDecorators,
  HttpException,
  HttpStatus,
  Inject,
  Injectable,
  SetMetadata,
  UseGuards,
  type ExecutionContext,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ApiTooManyRequestsResponse } from '@nestjs/swagger';
import { ThrottlerGuard, type ThrottlerLimitDetail } from '@nestjs/throttler';
import { TokenController } from '@portcullis/nest/issuer';
import { SETTINGS } from '../configuration/settings.token.js';
import type { RateLimits, SampleSettings } from '../configuration/settings.js';
import { BoundedHits } from './bounded-hits.js';

const LIMIT = 'sample-api:rate-limit';

/**
 * Limits a handler: so many requests of one client address in a while (an IPv6 client is its /64). Who goes on is
 * answered with 429 and `Retry-After` before anything is looked at. Each process counts for itself.
 */
@Injectable()
export class RateLimitGuard extends ThrottlerGuard {
  constructor(
    @Inject(SETTINGS) { rateLimits, rateLimitWindowMs: ttl }: SampleSettings,
    @Inject(BoundedHits) hits: BoundedHits,
    @Inject(Reflector) reflector: Reflector,
  ) {
    const limit = (context: ExecutionContext): number =>
      rateLimits[
        isTokenEndpoint(context)
          ? 'refresh'
          : reflector.get<keyof RateLimits>(LIMIT, context.getHandler())
      ];
    // No header says how many are left: answers to a wrong password are the same bytes each time.
    super([{ ttl, limit, setHeaders: false }], hits, reflector);
  }

  protected override async throwThrottlingException(
    context: ExecutionContext,
    { timeToBlockExpire }: ThrottlerLimitDetail,
  ): Promise<void> {
    const response = context.switchToHttp().getResponse<HeaderResponse>();
    response.header('Retry-After', String(Math.max(1, timeToBlockExpire)));
    throw new HttpException('Too many requests', HttpStatus.TOO_MANY_REQUESTS);
  }
}

/** The same for the library's own `POST /auth/token`, which takes refresh tokens too: no limit has a way around it. */
@Injectable()
export class TokenEndpointLimit extends RateLimitGuard {
  protected override async shouldSkip(context: ExecutionContext): Promise<boolean> {
    return !isTokenEndpoint(context);
  }
}

function isTokenEndpoint(context: ExecutionContext): boolean {
  return context.getClass<unknown>().prototype instanceof TokenController;
}

/** What Express's and Fastify's responses have in common. */
interface HeaderResponse {
  header(name: string, value: string): unknown;
}

/** @param limit which of the settings holds for the handler */
export function RateLimit(limit: keyof RateLimits): MethodDecorator {
  return applyDecorators(
    SetMetadata(LIMIT, limit),
    UseGuards(RateLimitGuard),
    ApiTooManyRequestsResponse({ description: 'Too often: ask again after Retry-After' }),
  );
}

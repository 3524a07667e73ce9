/** Rate limits for routes that attackers would guess at or flood. */
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
 * Limits the requests per client address (IPv6: per /64) within the window. Further requests get 429 with `Retry-After`
 * before anything else is checked. Each process counts separately.
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
    // No header with the remaining requests: responses to wrong passwords must be identical.
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

/** Applies the limit to the library's `POST /auth/token` as well, which also accepts refresh tokens. */
@Injectable()
export class TokenEndpointLimit extends RateLimitGuard {
  protected override async shouldSkip(context: ExecutionContext): Promise<boolean> {
    return !isTokenEndpoint(context);
  }
}

function isTokenEndpoint(context: ExecutionContext): boolean {
  return context.getClass<unknown>().prototype instanceof TokenController;
}

/** The common part of Express's and Fastify's responses. */
interface HeaderResponse {
  header(name: string, value: string): unknown;
}

/** Limits a handler. @param limit - name of the rate limit in the settings */
export function RateLimit(limit: keyof RateLimits): MethodDecorator {
  return applyDecorators(
    SetMetadata(LIMIT, limit),
    UseGuards(RateLimitGuard),
    ApiTooManyRequestsResponse({ description: 'Too many requests: retry after Retry-After' }),
  );
}

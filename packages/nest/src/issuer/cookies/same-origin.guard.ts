import {
  applyDecorators,
  ForbiddenException,
  Inject,
  Injectable,
  Logger,
  UseGuards,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { OriginError } from '@portcullis/core';
import { assertSameOrigin, outcomeOf } from '@portcullis/core/bearer';
import { httpRequest, refuse } from '../../transports/http.js';
import { asReceived } from '../../transports/http-request.js';
import { IssuerParts } from '../issuer-parts.js';

/** Rejects requests with an unsafe method from pages of other sites (attack 69: CSRF, login CSRF). */
@Injectable()
export class SameOriginGuard implements CanActivate {
  readonly #logger = new Logger('SameOriginGuard');

  constructor(@Inject(IssuerParts) private readonly parts: IssuerParts) {}

  canActivate(context: ExecutionContext): boolean {
    if (context.getType() !== 'http') throw new ForbiddenException();
    const request = httpRequest(context);
    try {
      assertSameOrigin(asReceived(request), this.parts.options.cookie?.allowedOrigins);
      return true;
    } catch (error) {
      const outcome = error instanceof OriginError ? outcomeOf(error) : undefined;
      if (!outcome) throw error;
      this.#logger.warn('ERR_ORIGIN_NOT_ALLOWED');
      throw refuse(request, outcome, error);
    }
  }
}

/**
 * Protects handlers that read or set a cookie, including sign-in, from CSRF. A request with an unsafe method receives 403
 * unless its `Origin` is the request's own host, or is in the option `cookie.allowedOrigins`.
 *
 * @example
 * @Public() @SameOrigin() @Post('login') …
 */
export const SameOrigin = (): ClassDecorator & MethodDecorator =>
  applyDecorators(UseGuards(SameOriginGuard));

import {
  Inject,
  Injectable,
  Logger,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { policyOf } from '../authorization/handler-policy.js';
import { httpRequest } from '../transports/http.js';
import { Authenticator } from './authenticator.js';

/**
 * Lets a request through that carries a good token, and one to a `@Public()` handler. It calls the
 * authenticator directly, without Passport.
 */
@Injectable()
export class JwtAuthGuard implements CanActivate {
  readonly #logger = new Logger('JwtAuthGuard');

  constructor(@Inject(Authenticator) private readonly authenticator: Authenticator) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') {
      this.#logger.error(
        `denied: a handler of type ${JSON.stringify(context.getType())} is not supported`,
      );
      return false;
    }
    const request = httpRequest(context);
    if (policyOf(context).isPublic) return true;
    await this.authenticator.authenticate(request);
    return true;
  }
}

import { PassportStrategy } from '@nestjs/passport';
import passportJwt from 'passport-jwt';
import { isRefusal } from '../transports/http.js';
import { type HttpRequest } from '../transports/http-request.js';
import type { Authenticator } from '../authentication/authenticator.js';

/**
 * Passport strategy of `AuthGuard('jwt')`. It delegates to the authenticator: passport-jwt would verify with jsonwebtoken,
 * and two verifiers could disagree about a token.
 */
export class JwtStrategy extends passportJwt.Strategy {
  // TypeScript's `private`, not `#`: Passport calls `authenticate` on an object that inherits from this one.
  private readonly authenticator: Authenticator;

  /** @internal Made by {@link registerJwtStrategy}. */
  constructor({ authenticator, extract }: JwtStrategySettings) {
    super({ jwtFromRequest: extract, secretOrKeyProvider: refuseToVerify }, refuseToVerify);
    this.authenticator = authenticator;
  }

  /** Called by Passport. Asks the authenticator, and reports its result to Passport. */
  override authenticate(request: unknown): void {
    this.authenticator
      .authenticate(request as HttpRequest)
      .then(({ user }) => this.success(user as object))
      .catch((error: unknown) => {
        // After a failure, unlike after an error, Passport tries the next of several strategies. A failure loses the
        // exception. Therefore what `mapUser` throws is an error, whatever its status.
        if (isRefusal(error) && error.getStatus() === 401) this.fail(401);
        else this.error(error as Error);
      })
      // `fail` runs the next strategy synchronously. What that strategy throws must not end the process.
      .catch((thrown: unknown) => this.error(thrown as Error));
  }
}

/** Settings of a strategy. */
export interface JwtStrategySettings {
  readonly authenticator: Authenticator;
  readonly extract: (request: HttpRequest) => string | null;
}

/** Creates a strategy and registers it with Passport under a name, by @nestjs/passport. */
export function registerJwtStrategy(name: string, settings: JwtStrategySettings): JwtStrategy {
  class NamedJwtStrategy extends PassportStrategy(JwtStrategy, name) {
    validate(): never {
      return refuseToVerify();
    }
  }
  return new NamedJwtStrategy(settings);
}

function refuseToVerify(): never {
  throw new Error('tokens are verified by the authenticator alone');
}

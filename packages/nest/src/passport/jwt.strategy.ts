import { PassportStrategy } from '@nestjs/passport';
import passportJwt from 'passport-jwt';
import { isRefusal } from '../transports/http.js';
import { type HttpRequest } from '../transports/http-request.js';
import type { Authenticator } from '../authentication/authenticator.js';

/**
 * The passport-jwt strategy behind `AuthGuard('jwt')`. It decides nothing itself: passport-jwt would verify with
 * jsonwebtoken, and two verifiers are two opinions on who is signed in.
 */
export class JwtStrategy extends passportJwt.Strategy {
  // Not a private field: Passport calls `authenticate` on an object that inherits from this one.
  private readonly authenticator: Authenticator;

  /** @internal Made by {@link registerJwtStrategy}. */
  constructor({ authenticator, extract }: JwtStrategySettings) {
    super({ jwtFromRequest: extract, secretOrKeyProvider: refuseToVerify }, refuseToVerify);
    this.authenticator = authenticator;
  }

  /** Passport's entry: asks the authenticator and passes its answer on. */
  override authenticate(request: unknown): void {
    this.authenticator
      .authenticate(request as HttpRequest)
      .then(({ user }) => this.success(user as object))
      .catch((error: unknown) => {
        // A failure, unlike an error, lets Passport go on to the next of several strategies. It loses the
        // exception, so that one which `mapUser` threw is an error whatever its status.
        if (isRefusal(error) && error.getStatus() === 401) this.fail(401);
        else this.error(error as Error);
      })
      // `fail` runs the next strategy at once: what that one throws must not end the process.
      .catch((thrown: unknown) => this.error(thrown as Error));
  }
}

/** What a strategy is made from. */
export interface JwtStrategySettings {
  readonly authenticator: Authenticator;
  readonly extract: (request: HttpRequest) => string | null;
}

/** Makes a strategy and registers it with Passport, through @nestjs/passport, under a name. */
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

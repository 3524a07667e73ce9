import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { CredentialError, rolesOf } from '@portcullis/core';
import { forbidden, outcomeOf } from '@portcullis/core/bearer';
import { Authenticator } from '../authentication/authenticator.js';
import { NEST_OPTIONS } from '../jwt-auth.tokens.js';
import type { ResolvedNestOptions } from '../jwt-auth.options.js';
import { httpRequest, refuse, type HttpRequest } from '../transports/http.js';
import { policyOf } from './handler-policy.js';

/**
 * Enforces `@Roles()` on the role claim of the verified token, whatever `mapUser` made of it. Runs after
 * `JwtAuthGuard` or `AuthGuard('jwt')`; before them it lets nobody in.
 */
@Injectable()
export class RolesGuard implements CanActivate {
  constructor(
    @Inject(Authenticator) private readonly authenticator: Authenticator,
    @Inject(NEST_OPTIONS) private readonly options: ResolvedNestOptions,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const { roles } = policyOf(context);
    if (roles === undefined) return true;
    if (context.getType() !== 'http') return false;
    const request = httpRequest(context);
    const authenticated = this.authenticator.authenticatedAs(request);
    if (!authenticated) throw this.#unauthenticated(request);
    if (rolesOf(authenticated.token).some((role) => roles.has(role))) return true;
    throw refuse(request, forbidden(this.options.realm), undefined);
  }

  #unauthenticated(request: HttpRequest): Error {
    const error = new CredentialError(
      'ERR_CREDENTIAL_MISSING',
      'RolesGuard ran before any authentication',
    );
    const outcome = outcomeOf(error, this.options.realm);
    return outcome ? refuse(request, outcome, error) : error;
  }
}

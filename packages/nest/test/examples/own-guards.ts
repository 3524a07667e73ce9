import { ForbiddenException, Inject, Injectable, type ExecutionContext } from '@nestjs/common';
import {
  JwtAuthGuard,
  RolesGuard,
  type AccessRequest,
  type AccessRule,
  type Authenticated,
  type HandlerAccess,
  type Transport,
} from '@portcullis/nest';

/** Switches for operators, while the application runs. */
@Injectable()
export class Operations {
  isLockedDown = false;
  readonly suspended = new Set<string | undefined>();
}

@Injectable()
export class AccountGuard extends JwtAuthGuard {
  @Inject(Operations) private readonly operations!: Operations;

  /** Requires a signed-in user everywhere during a lockdown. */
  protected override policyOf(context: ExecutionContext): HandlerAccess {
    const policy = super.policyOf(context);
    return this.operations.isLockedDown ? { ...policy, access: 'authenticated' } : policy;
  }

  /** Denies suspended users everything. */
  protected override async authenticate(
    transport: Transport,
    carrier: object,
    isOptional: boolean,
  ): Promise<Authenticated | undefined> {
    const authenticated = await super.authenticate(transport, carrier, isOptional);
    if (this.operations.suspended.has(authenticated?.token.claims.sub)) {
      throw new ForbiddenException();
    }
    return authenticated;
  }
}

@Injectable()
export class BreakGlassGuard extends RolesGuard {
  /** Gives one role every other role in an emergency. Scopes, issuers and policies still apply. */
  protected override isAllowed(
    rule: AccessRule,
    request: AccessRequest,
  ): boolean | Promise<boolean> {
    const isForRoles = rule.kind === 'roles' || rule.kind === 'allRoles';
    return (isForRoles && request.roles.has('break-glass')) || super.isAllowed(rule, request);
  }
}

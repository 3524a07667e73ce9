import {
  Inject,
  Injectable,
  Logger,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { CredentialError } from '@portcullis/core';
import { forbidden, outcomeOf, unauthorized, type HttpOutcome } from '@portcullis/core/bearer';
import { tell } from '../request/access-events.js';
import type { Authenticated } from '../request/authenticated.js';
import { Authenticator } from '../authentication/authenticator.js';
import { unavailabilityOf } from '../authentication/unavailability.js';
import type { AccessHooks } from '../request/access-events.js';
import { NEST_OPTIONS } from '../request/injection-tokens.js';
import { TransportRegistry } from '../transports/transport-registry.js';
import type { Transport } from '../transports/transport.js';
import type { AccessRequest } from '../authorization/access-policy.js';
import type { AccessRule } from '../authorization/access-rule.js';
import { GrantReader } from '../authentication/grants.js';
import { AccessRegistry } from '../authorization/access-registry.js';

type Verdict = boolean | Promise<boolean>;

/** Where a denial is reported. */
interface Place {
  readonly transport: Transport;
  readonly carrier: object;
  readonly exchange: object;
}

/** The options that the guard reads. */
export interface RolesGuardSettings {
  readonly realm: string;
  readonly onDenied?: AccessHooks['onDenied'];
}

/**
 * Enforces `@Roles()`, `@AllRoles()`, `@Scopes()`, `@AcceptIssuers()` and `@RequirePolicy()` on the verified token,
 * regardless of `mapUser`. Place it after `JwtAuthGuard` or `AuthGuard('jwt')`. Without authentication it answers 401.
 *
 * @example @UseGuards(JwtAuthGuard, RolesGuard) // with `guard: 'manual'`
 */
@Injectable()
export class RolesGuard implements CanActivate {
  readonly #logger = new Logger('RolesGuard');

  @Inject(Authenticator) private readonly authenticator!: Authenticator;
  @Inject(GrantReader) private readonly grants!: GrantReader;
  @Inject(AccessRegistry) private readonly policies!: AccessRegistry;
  @Inject(TransportRegistry) private readonly transports!: TransportRegistry;
  @Inject(NEST_OPTIONS) private readonly settings!: RolesGuardSettings;

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    if (this.policies.of(context).access !== 'authenticated') return true;
    const transport = this.transports.of(context);
    return (
      transport !== undefined && this.enforce(context, transport, transport.carrierOf(context))
    );
  }

  /**
   * Enforces the rules of a handler on a carrier, with the transport of the caller.
   *
   * @internal
   */
  enforce(
    context: ExecutionContext,
    transport: Transport,
    carrier: object,
  ): boolean | Promise<boolean> {
    const { access, rules } = this.policies.of(context);
    if (access !== 'authenticated') return true; // open handlers have no rules
    const authenticated = this.authenticator.authenticatedAs(carrier);
    if (!authenticated) return refused(transport, carrier, ...this.#unauthenticated());
    if (rules.length === 0) return true;
    const request = this.#requestOf(authenticated, context);
    const exchange = transport.exchangeOf?.(context) ?? carrier;
    for (let at = 0; at < rules.length; at++) {
      const verdict = this.#verdictOf(rules[at] as AccessRule, request, exchange);
      if (verdict === true) continue;
      // From the first rule that is not met at once, the rest is asynchronous.
      const place = { transport, carrier, exchange };
      return this.#enforceRest(rules.slice(at), verdict, request, place);
    }
    return true;
  }

  async #enforceRest(
    rules: readonly AccessRule[],
    first: Verdict,
    request: AccessRequest,
    { transport, carrier, exchange }: Place,
  ): Promise<boolean> {
    for (const [at, rule] of rules.entries()) {
      let isMet: unknown;
      try {
        isMet = await (at === 0 ? first : this.#verdictOf(rule, request, exchange));
      } catch (error) {
        const outage = this.#outageOf(error, rule, exchange);
        throw outage ? await transport.refuse(carrier, ...outage) : error;
      }
      if (isMet === true) continue;
      // Each alias of a GraphQL field is denied; the denial is reported once.
      if (!this.authenticator.isTold(exchange, rule)) {
        this.#note(transport.type, rule, request.context);
      }
      if (!rule.reportOnly) throw await transport.refuse(carrier, this.#outcomeOf(rule), undefined);
    }
    return true;
  }

  /** Never throws: what a rule throws is a rejected promise. */
  #verdictOf(rule: AccessRule, request: AccessRequest, exchange: object): Verdict {
    if (rule.reportOnly) return this.#tried(rule, request, exchange);
    try {
      return this.isAllowed(rule, request);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** Returns whether a rule allows a request. A subclass may add cases, for example an emergency account. */
  protected isAllowed(rule: AccessRule, request: AccessRequest): boolean | Promise<boolean> {
    return rule.allows(request);
  }

  /** Evaluates a `reportOnly` rule. If the rule throws, that counts as a denial, which is logged and not enforced. */
  async #tried(rule: AccessRule, request: AccessRequest, exchange: object): Promise<boolean> {
    try {
      return await this.isAllowed(rule, request);
    } catch (error) {
      if (this.authenticator.isTold(exchange, rule.allows)) return false;
      const reason = error instanceof Error ? error.message : 'unknown';
      this.#logger.error(`${rule.decorator} is reportOnly, and failed: ${reason}`);
      return false;
    }
  }

  /** A policy that times out, or whose store is unavailable, causes 503 and not 403. Logged once per exchange. */
  #outageOf(
    thrown: unknown,
    rule: AccessRule,
    exchange: object,
  ): readonly [outcome: HttpOutcome, error: Error] | undefined {
    const error = unavailabilityOf(thrown, 'canAccess');
    const outcome = error && outcomeOf(error, this.settings.realm);
    if (!outcome) return undefined;
    if (!this.authenticator.isTold(exchange, rule.allows)) {
      this.#logger.warn(`${error.code} (${error.message})`);
    }
    return [outcome, error];
  }

  #requestOf({ user, token }: Authenticated, context: ExecutionContext): AccessRequest {
    const { roles, scopes } = this.grants.of(token);
    return { user, token, roles, scopes, context };
  }

  #note(transport: string, rule: AccessRule, context: ExecutionContext): void {
    const { decorator, reportOnly } = rule;
    const handler = `${context.getClass().name}.${context.getHandler().name}`;
    if (reportOnly) this.#logger.warn(`${handler} would be denied: ${decorator} is reportOnly`);
    tell(this.settings.onDenied, { transport, status: 403, rule: decorator, handler, reportOnly });
  }

  #outcomeOf({ kind, names }: AccessRule): HttpOutcome {
    return forbidden(this.settings.realm, kind === 'scopes' ? names : []);
  }

  #unauthenticated(): readonly [outcome: HttpOutcome, error: Error] {
    const error = new CredentialError(
      'ERR_CREDENTIAL_MISSING',
      'RolesGuard ran before any authentication',
    );
    return [unauthorized(this.settings.realm, 'missing'), error];
  }
}

async function refused(
  transport: Transport,
  carrier: object,
  ...reason: readonly [outcome: HttpOutcome, error: Error]
): Promise<never> {
  throw await transport.refuse(carrier, ...reason);
}

/** The only way from a request to a user, for the guard and for the Passport strategy. */
import { Inject, Injectable, Logger } from '@nestjs/common';
import {
  PortcullisError,
  TokenVerifier,
  UnavailableError,
  type Clock,
  type VerifiedToken,
} from '@portcullis/core';
import { ApplicationCalls } from '@portcullis/core/internal';
import { outcomeOf } from '@portcullis/core/bearer';
import { GrantReader } from './grants.js';
import { NEST_OPTIONS } from '../request/injection-tokens.js';
import { httpTransport } from '../transports/http.js';
import { type HttpRequest } from '../transports/http-request.js';
import type { CredentialSettings, Transport } from '../transports/transport.js';
import { tell, type AccessHooks } from '../request/access-events.js';
import type { Authenticated } from '../request/authenticated.js';
import type { Finding, Look, Presented } from '../request/look.js';
import { Exchanges } from './exchanges.js';
import type { AuthenticatedUser } from '../request/authenticated-user.js';
import { failed, failedMapping, identified, nothingPresented } from './findings.js';
import { reportRejection } from './rejection-report.js';

/** The options that the authenticator reads. */
export interface AuthenticatorSettings extends AccessHooks, CredentialSettings {
  readonly realm: string;
  readonly mapUser: ((verified: VerifiedToken) => unknown) | undefined;
  readonly callbackTimeoutMs: number;
  /** In seconds. */
  readonly connectionRecheck: number;
  readonly clock: Clock;
}

/** Authenticates requests with the application's verifier. */
@Injectable()
export class Authenticator {
  readonly #logger = new Logger('JwtAuth');
  readonly #exchanges: Exchanges;
  readonly #mapCalls: ApplicationCalls;
  readonly #findings = new WeakMap<VerifiedToken, Finding>();
  readonly #examiner = (presented: Presented): Finding | Promise<Finding> =>
    this.#examine(presented);

  constructor(
    @Inject(TokenVerifier) private readonly verifier: TokenVerifier,
    @Inject(NEST_OPTIONS) private readonly settings: AuthenticatorSettings,
    @Inject(GrantReader) private readonly grants: GrantReader,
  ) {
    this.#mapCalls = new ApplicationCalls('mapUser', { timeoutMs: settings.callbackTimeoutMs });
    this.#exchanges = new Exchanges(settings.clock, settings.connectionRecheck * 1000);
  }

  /** Notes that this application received a request: strategies of other applications then do not authenticate it. */
  receive(request: HttpRequest): void {
    this.#exchanges.receive(request);
  }

  /**
   * Finds the one credential of a request, verifies it, and stores its user as `request.user`.
   *
   * @throws HttpException 400, 401 or 503, with the challenge set on the response; errors of `mapUser`; an Error for a
   *   request that another application in this process received
   */
  async authenticate(request: HttpRequest): Promise<Authenticated> {
    if (this.#exchanges.isOfAnother(request)) {
      throw new Error('AuthGuard names a Passport strategy that belongs to another application');
    }
    return this.authenticateBy(httpTransport, request);
  }

  /**
   * Authenticates a request, message or operation of any transport. A credential is verified once per request or message,
   * for any number of guards and fields: see `exchangeOf` of {@link Transport}.
   *
   * @throws a rejection as an error of the transport; errors of `mapUser`
   */
  authenticateBy<Carrier extends object>(
    transport: Transport<Carrier>,
    carrier: Carrier,
  ): Authenticated | Promise<Authenticated> {
    return this.#conclude(transport, carrier, this.#lookAt(transport, carrier));
  }

  /** Like {@link authenticateBy}, but allows a request without a credential. An invalid credential is rejected. */
  authenticateIfPresent<Carrier extends object>(
    transport: Transport<Carrier>,
    carrier: Carrier,
  ): Authenticated | undefined | Promise<Authenticated | undefined> {
    const look = this.#lookAt(transport, carrier);
    const { finding } = look;
    if (finding instanceof Promise) {
      return finding.then((found) => this.#concludeIfPresent(transport, carrier, look, found));
    }
    return this.#concludeIfPresent(transport, carrier, look, finding);
  }

  #concludeIfPresent<Carrier extends object>(
    transport: Transport<Carrier>,
    carrier: Carrier,
    look: Look,
    { isMissing }: Finding,
  ): Authenticated | undefined | Promise<Authenticated> {
    if (!isMissing) return this.#conclude(transport, carrier, look);
    // A middleware may have set a user, who has not been authenticated here.
    this.#exchanges.setAuthenticated(carrier, undefined);
    transport.setUser(carrier, undefined);
    return undefined;
  }

  /**
   * Checks the credential of an open connection again. An outage does not close the connection, and is neither logged nor
   * reported to the hooks: there may be thousands of connections.
   *
   * @internal
   * @throws UnavailableError in an outage; the rejection of the transport; errors of `mapUser`
   */
  async recheckBy<Carrier extends object>(
    transport: Transport<Carrier>,
    carrier: Carrier,
  ): Promise<Authenticated> {
    const look = this.#lookAt(transport, carrier);
    const { failure } = await look.finding;
    if (failure instanceof UnavailableError) throw failure;
    return this.#conclude(transport, carrier, look);
  }

  /** Returns what a request was authenticated as; undefined before that. */
  authenticatedAs(request: object): Authenticated | undefined {
    return this.#exchanges.authenticatedAs(request);
  }

  /**
   * Runs work that authenticates a carrier, as part of an exchange.
   *
   * @internal
   */
  during<Result>(
    carrier: object,
    exchange: object | undefined,
    work: () => Result | Promise<Result>,
  ): Result | Promise<Result> {
    return this.#exchanges.during(carrier, exchange, work);
  }

  /**
   * Returns whether something of an exchange was reported before: a sender decides how often it asks.
   *
   * @internal
   */
  isTold(exchange: object, what: object): boolean {
    return this.#exchanges.isTold(exchange, what);
  }

  /**
   * Calls a listener once, when a carrier is first authenticated: a socket by one of its messages, or the request of a
   * stream.
   *
   * @internal
   */
  onceAuthenticated(carrier: object, listener: (authenticated: Authenticated) => void): void {
    this.#exchanges.onceAuthenticated(carrier, listener);
  }

  /**
   * Ends {@link onceAuthenticated}.
   *
   * @internal
   */
  noLonger(carrier: object): void {
    this.#exchanges.onceAuthenticated(carrier, undefined);
  }

  #lookAt<Carrier extends object>(transport: Transport<Carrier>, carrier: Carrier): Look {
    const presented = this.#presented(transport, carrier);
    return this.#exchanges.look(transport, carrier, presented, this.#examiner);
  }

  #presented<Carrier extends object>(transport: Transport<Carrier>, carrier: Carrier): Presented {
    try {
      const found = transport.credentialOf(carrier, this.settings);
      const isPresent = typeof found === 'string' && found !== '';
      return { credential: isPresent ? found : undefined, fault: undefined };
    } catch (fault) {
      return {
        credential: undefined,
        fault: fault ?? new Error('the credential could not be read'),
      };
    }
  }

  /** Returns the user or the reason of the rejection: at once, unless keys must be fetched or `mapUser` is async. */
  #examine({ credential, fault }: Presented): Finding | Promise<Finding> {
    if (fault !== undefined) return failed(fault);
    if (credential === undefined) return nothingPresented();
    let token: VerifiedToken | Promise<VerifiedToken>;
    try {
      token = this.verifier.verifyNow(credential);
    } catch (failure) {
      return failed(failure);
    }
    if (!(token instanceof Promise)) return this.#identify(token);
    return token.then((verified) => this.#identify(verified), failed);
  }

  #identify(token: VerifiedToken): Finding | Promise<Finding> {
    const { mapUser } = this.settings;
    if (mapUser === undefined) return this.#defaultFinding(token);
    let user: unknown;
    try {
      user = this.#mapCalls.run(() => mapUser(token));
    } catch (failure) {
      return failedMapping(failure);
    }
    return user instanceof Promise
      ? user.then((mapped: unknown) => identified(token, mapped), failedMapping)
      : identified(token, user);
  }

  /** Without `mapUser`, a cached token has one user, which all its requests share. */
  #defaultFinding(token: VerifiedToken): Finding {
    let finding = this.#findings.get(token);
    if (finding === undefined) {
      finding = identified(token, this.#defaultUser(token));
      this.#findings.set(token, finding);
    }
    return finding;
  }

  #conclude<Carrier extends object>(
    transport: Transport<Carrier>,
    carrier: Carrier,
    look: Look,
  ): Authenticated | Promise<Authenticated> {
    const { finding } = look;
    if (!(finding instanceof Promise) && finding.authenticated !== undefined) {
      return this.#accept(transport, carrier, finding.authenticated, look);
    }
    return this.#concludeLater(transport, carrier, look);
  }

  async #concludeLater<Carrier extends object>(
    transport: Transport<Carrier>,
    carrier: Carrier,
    look: Look,
  ): Promise<Authenticated> {
    const { authenticated, failure } = await look.finding;
    if (authenticated) return this.#accept(transport, carrier, authenticated, look);
    throw await this.#refusal(transport, carrier, failure, look);
  }

  #accept<Carrier extends object>(
    transport: Transport<Carrier>,
    carrier: Carrier,
    authenticated: Authenticated,
    look: Look,
  ): Authenticated {
    look.expiresAt = authenticated.token.expiresAt * 1000;
    transport.setUser(carrier, authenticated.user);
    this.#exchanges.setAuthenticated(carrier, authenticated);
    if (!look.isTold) {
      look.isTold = true;
      const { onAccepted } = this.settings;
      if (onAccepted) tell(onAccepted, { transport: transport.type, ...authenticated });
    }
    return authenticated;
  }

  #defaultUser(token: VerifiedToken): AuthenticatedUser {
    const { claims, issuer } = token;
    return Object.freeze({
      id: claims.sub,
      roles: Object.freeze([...this.grants.of(token).roles]),
      issuer,
      claims,
    });
  }

  /** Logs the reason once, and creates what the client receives. */
  async #refusal<Carrier extends object>(
    transport: Transport<Carrier>,
    carrier: Carrier,
    error: unknown,
    look: Look,
  ): Promise<unknown> {
    const outcome = outcomeOf(error, this.settings.realm);
    if (!outcome || !(error instanceof PortcullisError)) return error;
    if (!look.isTold) {
      look.isTold = true;
      const { type } = transport;
      if (error.code !== 'ERR_CREDENTIAL_MISSING')
        reportRejection(this.#logger, error, look.presented.credential);
      tell(this.settings.onDenied, { transport: type, status: outcome.status, code: error.code });
    }
    return transport.refuse(carrier, outcome, error);
  }
}

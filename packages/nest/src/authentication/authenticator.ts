/** The one way from a request to a user. Guard and Passport strategy both come here. */
import { createHash } from 'node:crypto';
import { channel } from 'node:diagnostics_channel';
import { Inject, Injectable, Logger } from '@nestjs/common';
import {
  CredentialError,
  PortcullisError,
  rolesOf,
  TokenError,
  TokenVerifier,
  type VerifiedToken,
} from '@portcullis/core';
import { assertSameOrigin, locateCredential, outcomeOf } from '@portcullis/core/bearer';
import { NEST_OPTIONS } from '../jwt-auth.tokens.js';
import type { ResolvedNestOptions } from '../jwt-auth.options.js';
import { asReceived, refuse, type HttpRequest } from '../transports/http.js';
import type { AuthenticatedUser } from './authenticated-user.js';

/** A request that was authenticated. */
export interface Authenticated {
  readonly token: VerifiedToken;
  readonly user: unknown;
}

/**
 * What subscribers of the diagnostics channel `portcullis:refused` are given: the reason a client is not told.
 */
export interface RefusedEvent {
  readonly code: string;
  readonly claim?: string | undefined;
  readonly issuer?: string | undefined;
  readonly alg?: string | undefined;
  readonly kid?: string | undefined;
  /** The first 8 hex digits of the token's SHA-256, to find one token's refusals by. */
  readonly fingerprint: string | undefined;
}

const refusedChannel = channel('portcullis:refused');

/** Requests that reached some application's guard. Passport hands strategies any application's requests. */
const receivedByAny = new WeakSet<HttpRequest>();

/** Authenticates requests with the application's verifier. */
@Injectable()
export class Authenticator {
  readonly #logger = new Logger('JwtAuth');
  // Keyed by the request itself: what a middleware writes into `request.user` counts for nothing.
  readonly #authenticated = new WeakMap<object, Authenticated>();
  readonly #received = new WeakSet<HttpRequest>();

  constructor(
    @Inject(TokenVerifier) private readonly verifier: TokenVerifier,
    @Inject(NEST_OPTIONS) private readonly options: ResolvedNestOptions,
  ) {}

  /** Notes that a request is one of this application's: another one's strategy will not authenticate it. */
  receive(request: HttpRequest): void {
    this.#received.add(request);
    receivedByAny.add(request);
  }

  /**
   * Finds the one credential of a request, verifies it and maps it to a user, who becomes `request.user`.
   *
   * @throws HttpException 400, 401 or 503, with the challenge set on the response; what `mapUser` throws; an Error
   *   for a request that another application in this process received
   */
  async authenticate(request: HttpRequest): Promise<Authenticated> {
    if (receivedByAny.has(request) && !this.#received.has(request)) {
      throw new Error('AuthGuard names a Passport strategy that belongs to another application');
    }
    let credential: string | undefined;
    let token: VerifiedToken;
    try {
      credential = this.#credentialOf(request);
      token = await this.verifier.verify(credential);
    } catch (error) {
      throw this.#refusal(request, error, credential);
    }
    const user = await (this.options.mapUser
      ? this.options.mapUser(token)
      : this.#defaultUser(token));
    // Passport takes a falsy user for none, so that the guard must too.
    if (!user) {
      throw this.#refusal(
        request,
        new TokenError('ERR_CLAIM_INVALID', 'mapUser found no user', { claim: 'sub' }),
        credential,
      );
    }
    const authenticated = Object.freeze({ token, user });
    this.#authenticated.set(request, authenticated);
    request.user = user;
    return authenticated;
  }

  /** What a request was authenticated as; undefined before that. */
  authenticatedAs(request: HttpRequest): Authenticated | undefined {
    return this.#authenticated.get(request);
  }

  #credentialOf(request: HttpRequest): string {
    const { extract } = this.options;
    const found = extract ? extract(request) : this.#locate(request);
    if (typeof found === 'string' && found !== '') return found;
    throw new CredentialError('ERR_CREDENTIAL_MISSING', 'the request has no bearer token');
  }

  /** A cookie comes with whatever any page makes the browser send; a header does not. */
  #locate(request: HttpRequest): string | undefined {
    const { cookie, allowedOrigins } = this.options;
    const received = asReceived(request);
    const found = locateCredential(received, { cookie });
    if (found?.place === 'cookie') assertSameOrigin(received, allowedOrigins);
    return found?.token;
  }

  #defaultUser(token: VerifiedToken): AuthenticatedUser {
    const { claims, issuer } = token;
    return Object.freeze({
      id: claims.sub,
      roles: rolesOf(token),
      issuer,
      claims,
    });
  }

  /** Logs the reason, and makes what the client is told. */
  #refusal(request: HttpRequest, error: unknown, credential: string | undefined): unknown {
    const outcome = outcomeOf(error, this.options.realm);
    if (!outcome || !(error instanceof PortcullisError)) return error;
    if (error.code !== 'ERR_CREDENTIAL_MISSING') this.#report(error, credential);
    return refuse(request, outcome, error);
  }

  #report({ code, message, claim, about }: PortcullisError, credential: string | undefined): void {
    const fingerprint =
      credential === undefined
        ? undefined
        : createHash('sha256').update(credential).digest('hex').slice(0, 8);
    const details = Object.entries({ ...about, token: fingerprint })
      .filter(([, value]) => value !== undefined)
      // Quoted and cut: a key ID is whatever the sender wrote.
      .map(([name, value]) => ` ${name}=${quoted(String(value))}`);
    this.#logger.warn(`${code} (${message})${details.join('')}`);
    if (refusedChannel.hasSubscribers) {
      refusedChannel.publish({ code, claim, ...about, fingerprint } satisfies RefusedEvent);
    }
  }
}

/** Text of a sender for a log line: quoted, cut, and with nothing that a terminal would act on. */
function quoted(text: string): string {
  return JSON.stringify(text.slice(0, 64)).replace(
    /[^\x20-\x7e]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

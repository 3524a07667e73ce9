import { Inject, Injectable } from '@nestjs/common';
import { ApplicationCalls, InvalidArgumentError } from '@portcullis/core';
import type {
  CustomClaims,
  KeyRing,
  RefreshSessions,
  Revocations,
  SessionView,
  SignedToken,
} from '@portcullis/issuer';
import { readCallbackTimeout } from '../options/callback-timeout.js';
import { afterEnding } from './access-tokens-remain.js';
import { attempt } from './attempt.js';
import type {
  ClientCredentials,
  IssueOptions,
  OwnIssuerOptions,
  RefreshDetails,
  SignInDetails,
} from './options/issue-options.js';
import { IssuerKeys } from './issuer-keys.js';
import { IssuerParts } from './issuer-parts.js';
import { narrowed, readScope } from './endpoints/scope.js';
import type { GrantContext, TokenGrant } from './options/token-issuer.options.js';
import { SubjectGoneError, TokenRequestError } from './endpoints/token-request-error.js';
import type { TokenResponse } from './endpoints/token-response.js';

export type { ClientCredentials, IssueOptions, OwnIssuerOptions, RefreshDetails, SignInDetails };

/**
 * Signs this application's own tokens, and keeps the sessions of who signed in. A store that is out of reach is a
 * `StoreUnavailableError`, which `TokenIssuerModule` answers with 503 and `Retry-After`, or what other transports have for it.
 */
@Injectable()
export class TokenIssuer {
  readonly #clientCalls: ApplicationCalls;

  constructor(
    @Inject(IssuerParts) private readonly parts: IssuerParts,
    @Inject(IssuerKeys) private readonly keys: IssuerKeys,
  ) {
    const timeoutMs = readCallbackTimeout(parts.options.callbackTimeout);
    this.#clientCalls = new ApplicationCalls('clients', { timeoutMs });
  }

  /**
   * Signs one token.
   *
   * @param subject `sub`: 1 to 255 characters
   * @param claims plain JSON; `scope` and `sid` are set by the options alone
   * @throws InvalidArgumentError for what a token can't say, such as what looks like a secret; StoreUnavailableError
   */
  async issue(
    subject: string,
    claims: CustomClaims = {},
    { audience, clientId, scope, expiresIn, typ, session, issuedAt }: IssueOptions = {},
  ): Promise<SignedToken> {
    assertFree(claims, 'sid', 'the option session');
    if (scope !== undefined) assertFree(claims, 'scope', 'the option scope');
    const granted = readScope(scope);
    return this.parts.signer.sign({
      subject,
      claims: {
        ...claims,
        ...(granted === undefined ? {} : { scope: granted }),
        ...(session && { sid: session.id }),
      },
      ...(audience === undefined ? {} : { audience }),
      ...(expiresIn === undefined ? {} : { expiresIn }),
      ...(clientId === undefined ? {} : { clientId }),
      ...(typ === undefined ? {} : { typ }),
      ...(issuedAt === undefined ? {} : { issuedAt }),
    });
  }

  /**
   * Begins a session for a subject whose password, or whatever it signs in with, was found good.
   *
   * @param details how the session is to be; give `checkedAt`, so that nobody is signed in who was revoked meanwhile
   * @throws SubjectGoneError (401) when `grant` knows no such subject, or its tokens were revoked meanwhile;
   *   StoreUnavailableError (503)
   */
  async signIn(
    subject: string,
    { checkedAt, ...details }: SignInDetails = {},
  ): Promise<TokenResponse> {
    const { sessions } = this;
    const seen = { at: this.#now(), issuableFrom: this.#issuableFrom(subject) };
    let response: TokenResponse | undefined;
    const { session, refreshToken } = await sessions.begin(subject, details, async (begun) => {
      const ask = this.#grantOf(subject, { reason: 'sign-in' });
      response = await this.#freshly(subject, ask, { session: begun });
      if (!response) throw new SubjectGoneError();
    });
    await this.#assertNotRevoked(session, checkedAt === undefined ? seen : { at: checkedAt });
    return withRefreshToken(response, refreshToken);
  }

  /**
   * Takes a refresh token for the next one and a new access token. Who is given less by `grant` now has less from this
   * token on. Where `grant` fails, or no key may sign, the refresh token stays as good as it was.
   *
   * @param details `scope`: some of the scopes that `grant` gives, for this access token alone (RFC 6749 §6)
   * @throws TokenRequestError `invalid_scope` (400) for more than `grant` gives, which uses nothing up; RefreshRejectedError or SubjectGoneError (401); StoreUnavailableError (503), which logs nobody out
   */
  async refresh(refreshToken: unknown, { scope }: RefreshDetails = {}): Promise<TokenResponse> {
    let response: TokenResponse | undefined;
    const next = await this.sessions.refresh(refreshToken, async (session) => {
      const ask = this.#grantOf(session.subject, { reason: 'refresh', session });
      response = await this.#freshly(session.subject, ask, { session, scope });
      if (!response) await this.#endGone(session);
    });
    return withRefreshToken(response, next.refreshToken);
  }

  /**
   * Ends the session of a refresh token, and with `revocations` its access tokens.
   *
   * @returns whether there was one that went on
   * @throws StoreUnavailableError (503): it may go on, so ask again; AccessTokensRemainError (503): the session has ended,
   *   its access tokens hold until they expire
   */
  async signOut(refreshToken: unknown): Promise<boolean> {
    return this.sessions.signOut(refreshToken);
  }

  /**
   * Signs a subject out everywhere: revokes every access token of it that was issued until now, and ends all its
   * sessions, so that no refresh token is good any more. Revoked first: who signs in meanwhile is found by one of both.
   * The sessions are ended also where that fails.
   *
   * @returns how many sessions were ended
   * @throws StoreUnavailableError (503): something of it may go on, so ask again; AccessTokensRemainError (503): all
   *   sessions have ended, access tokens hold until they expire; RevocationsFullError (503) where there are no sessions
   */
  async revokeSubject(subject: string): Promise<number> {
    const { sessions } = this.parts;
    const [revoked] = await Promise.allSettled([this.revocations.revokeSubject(subject)]);
    const ended = sessions ? await sessions.endAll(subject, 'operator') : 0;
    if (revoked.status === 'fulfilled') return ended;
    throw sessions ? afterEnding(revoked.reason) : revoked.reason;
  }

  /**
   * A token for a client itself (RFC 6749 §4.4): its ID is `sub` and `client_id`.
   *
   * @throws TokenRequestError `invalid_client` (401), `invalid_scope` (400); StoreUnavailableError (503)
   */
  async clientCredentials({
    clientId,
    clientSecret,
    scope,
  }: ClientCredentials): Promise<TokenResponse> {
    const ask = async (): Promise<TokenGrant> => {
      const grant = await this.authenticateClient(clientId, clientSecret);
      return { ...grant, claims: { ...grant.claims, client_id: clientId } };
    };
    const response = await this.#freshly(clientId, ask, { scope });
    if (!response) throw new TokenRequestError('invalid_client');
    return response;
  }

  /**
   * What a client may do.
   *
   * @throws TokenRequestError `invalid_client` (401) for an ID or a secret that is wrong; ApplicationUnavailableError (503)
   */
  async authenticateClient(clientId: string, clientSecret: string): Promise<TokenGrant> {
    const clients = configured('clients', this.parts.options.clients);
    const isAsked = isText(clientId) && isText(clientSecret);
    const grant = isAsked
      ? await this.#clientCalls.run(() => clients(clientId, clientSecret))
      : undefined;
    if (!grant) throw new TokenRequestError('invalid_client');
    return grant;
  }

  /** Sessions, to list and to end. @throws InvalidArgumentError without the option `sessions` */
  get sessions(): RefreshSessions {
    return configured('sessions', this.parts.sessions);
  }

  /** Revocations, to revoke with. @throws InvalidArgumentError without the option `revocations` */
  get revocations(): Revocations {
    return configured('revocations', this.parts.revocations);
  }

  /** The signing keys, to rotate and to kill. */
  get keyRing(): KeyRing {
    return this.parts.keyRing;
  }

  /**
   * What a verifier of this application trusts this issuer by: name, audience, keys and, where there are any,
   * revocations.
   *
   * @example
   * JwtAuthModule.forRootAsync({ inject: [TokenIssuer], useFactory: (own: TokenIssuer) => own.verifierOptions })
   */
  get verifierOptions(): OwnIssuerOptions {
    const { options, revocations } = this.parts;
    const { issuer, audience } = options;
    return { issuer, audience, keys: this.keys, ...(revocations && { revocations }) };
  }

  /**
   * The access token is dated before `grant` or `clients` is asked: a revocation that comes after is one of what it says.
   * Where this process hears of one meanwhile, it asks again, so that the client need not.
   *
   * @returns undefined for a subject that `grant` does not know
   */
  async #freshly(
    subject: string,
    ask: () => Promise<TokenGrant | undefined>,
    { session, scope }: { readonly session?: SessionView; readonly scope?: string | undefined },
  ): Promise<TokenResponse | undefined> {
    for (let look = 1; ; look++) {
      const from = this.#issuableFrom(subject);
      const issuedAt = attempt(() => this.parts.signer.issuableAt(subject));
      const grant = await ask();
      if (!grant) return undefined;
      const dated = { issuedAt: issuedAt(), ...(session && { session }) };
      const response = await this.#respond(subject, narrowed(grant, scope), dated);
      if (look >= MOST_LOOKS || from === this.#issuableFrom(subject)) return response;
    }
  }

  #grantOf(subject: string, context: GrantContext): () => Promise<TokenGrant | undefined> {
    const grantOf = configured('grant', this.parts.options.grant);
    return async () => grantOf(subject, Object.freeze({ ...context }));
  }

  /** Where a process revokes all of a subject and ends its sessions, one that was not there yet must not go on. */
  async #assertNotRevoked(
    session: SessionView,
    { at, issuableFrom: known }: { readonly at: number; readonly issuableFrom?: number },
  ): Promise<void> {
    if (!this.parts.revocations) return;
    try {
      await this.parts.revocations.refresh(); // what another process has revoked
    } catch (error) {
      await this.sessions.end(session.subject, session.id, 'operator');
      throw error;
    }
    const from = this.#issuableFrom(session.subject);
    if (from !== known && from * 1000 > this.#dated(at)) {
      await this.#endGone(session, 'the subject was revoked while it signed in');
    }
  }

  /** A time by this process's clock as tokens are dated then: an earlier one where this clock is ahead. */
  #dated(at: number): number {
    const now = this.#now();
    const dated = this.parts.revocations?.datedBy(now) ?? now;
    return at - (now - dated);
  }

  #now(): number {
    return (this.parts.options.clock ?? Date.now)();
  }

  #issuableFrom(subject: string): number {
    return this.parts.revocations?.issuableFrom(subject) ?? 0;
  }

  async #endGone({ subject, id }: SessionView, why?: string): Promise<never> {
    await this.sessions.end(subject, id, 'operator');
    throw new SubjectGoneError(why);
  }

  async #respond(
    subject: string,
    { claims, scope, audience }: TokenGrant,
    options: Pick<IssueOptions, 'session' | 'issuedAt'> = {},
  ): Promise<TokenResponse> {
    const { token, expiresIn } = await this.issue(subject, claims, { ...options, audience, scope });
    const all = readScope(scope);
    return {
      access_token: token,
      token_type: 'Bearer',
      expires_in: expiresIn,
      ...(all === undefined ? {} : { scope: all }),
    };
  }
}

/** No session begins or goes on without its access token. */
function withRefreshToken(
  response: TokenResponse | undefined,
  refreshToken: string,
): TokenResponse {
  if (!response) throw new SubjectGoneError();
  return { ...response, refresh_token: refreshToken };
}

/** A subject that is revoked again and again is given a token that is revoked, too. */
const MOST_LOOKS = 3;

const MOST_TEXT = 255;

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= MOST_TEXT;
}

/** A `sid` of the caller's own would be one that no revocation of the session reaches. */
function assertFree(claims: CustomClaims, name: string, right: string): void {
  if (!Object.hasOwn(claims, name)) return;
  throw new InvalidArgumentError(`claims.${name}`, 'a claim that the issuer sets', right);
}

function configured<T>(option: string, part: T | undefined): T {
  if (part !== undefined) return part;
  throw new InvalidArgumentError(option, 'nothing', `the option ${option} of TokenIssuerModule`);
}

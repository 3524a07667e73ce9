import { Inject, Injectable } from '@nestjs/common';
import { InvalidArgumentError } from '@portcullis/core';
import { ApplicationCalls } from '@portcullis/core/internal';
import type {
  CustomClaims,
  KeyRing,
  RefreshSessions,
  Revocations,
  SessionView,
  SignedToken,
} from '@portcullis/issuer';
import { readCallbackTimeout } from '../options/callback-timeout.js';
import { AccessTokens } from './access-tokens.js';
import { afterEnding } from './access-tokens-remain.js';
import type {
  ClientCredentials,
  IssueOptions,
  OwnIssuerOptions,
  RefreshDetails,
  SignInDetails,
} from './options/issue-options.js';
import { IssuerKeys } from './issuer-keys.js';
import { IssuerParts } from './issuer-parts.js';
import type { GrantContext, TokenGrant } from './options/token-issuer.options.js';
import { SubjectGoneError, TokenRequestError } from './endpoints/token-request-error.js';
import type { TokenResponse } from './endpoints/token-response.js';

export type { ClientCredentials, IssueOptions, OwnIssuerOptions, RefreshDetails, SignInDetails };

/**
 * Issues tokens of this application, and manages sessions and revocations. If a store is unavailable, methods throw a
 * `StoreUnavailableError`. `TokenIssuerModule` turns it into 503 with `Retry-After`, or the equivalent of another transport.
 *
 * @example
 * constructor(private readonly issuer: TokenIssuer) {}
 * login(user: User) { return this.issuer.signIn(user.id, { label: 'Firefox' }); }
 */
@Injectable()
export class TokenIssuer {
  readonly #clientCalls: ApplicationCalls;
  readonly #tokens: AccessTokens;

  constructor(
    @Inject(IssuerParts) private readonly parts: IssuerParts,
    @Inject(IssuerKeys) private readonly keys: IssuerKeys,
  ) {
    this.#tokens = new AccessTokens(parts);
    const timeoutMs = readCallbackTimeout(parts.options.callbackTimeout);
    this.#clientCalls = new ApplicationCalls('clients', { timeoutMs });
  }

  /**
   * Signs one token.
   *
   * @param subject `sub`: 1 to 255 characters
   * @param claims plain JSON. Set `scope` and `sid` with the options
   * @throws InvalidArgumentError for invalid claims, such as those that look like a secret; StoreUnavailableError
   */
  async issue(
    subject: string,
    claims: CustomClaims = {},
    options: IssueOptions = {},
  ): Promise<SignedToken> {
    return this.#tokens.issue(subject, claims, options);
  }

  /**
   * Signs a subject in after its password, or another credential, was verified: begins a session.
   *
   * @param details options of the session. Pass `checkedAt`, so that a revocation during the verification is noticed
   * @throws SubjectGoneError (401) if `grant` returns undefined, or the subject was revoked meanwhile; StoreUnavailableError
   *   (503)
   */
  async signIn(
    subject: string,
    { checkedAt, ...details }: SignInDetails = {},
  ): Promise<TokenResponse> {
    const { sessions } = this;
    const seen = { at: this.#tokens.now(), issuableFrom: this.#tokens.issuableFrom(subject) };
    let response: TokenResponse | undefined;
    const { session, refreshToken } = await sessions.begin(subject, details, async (begun) => {
      const lookUp = this.#grantOf(subject, { reason: 'sign-in' });
      response = await this.#tokens.grant(subject, lookUp, { session: begun });
      if (!response) throw new SubjectGoneError();
    });
    await this.#assertNotRevoked(session, checkedAt === undefined ? seen : { at: checkedAt });
    return withRefreshToken(response, refreshToken);
  }

  /**
   * Exchanges a refresh token for the next one and a new access token. A reduced grant takes effect with this access token.
   * If `grant` fails, or no key may sign, the refresh token stays valid.
   *
   * @param details `scope`: some of the granted scopes, for this access token only (RFC 6749 §6)
   * @throws TokenRequestError `invalid_scope` (400) for scopes that are not granted; RefreshRejectedError or SubjectGoneError
   *   (401); StoreUnavailableError (503). After 400 and 503 the refresh token stays valid
   */
  async refresh(refreshToken: unknown, { scope }: RefreshDetails = {}): Promise<TokenResponse> {
    let response: TokenResponse | undefined;
    const next = await this.sessions.refresh(refreshToken, async (session) => {
      const lookUp = this.#grantOf(session.subject, { reason: 'refresh', session });
      response = await this.#tokens.grant(session.subject, lookUp, { session, scope });
      if (!response) await this.#endGone(session);
    });
    return withRefreshToken(response, next.refreshToken);
  }

  /**
   * Signs out: ends the session of a refresh token, and with `revocations` its access tokens.
   *
   * @returns whether an active session was ended
   * @throws StoreUnavailableError (503): the session may still be active, try again; AccessTokensRemainError (503): the
   *   session has ended, but its access tokens are valid until they expire
   */
  async signOut(refreshToken: unknown): Promise<boolean> {
    return this.sessions.signOut(refreshToken);
  }

  /**
   * Signs a subject out everywhere. Revokes all its access tokens that were issued until now, and ends all its
   * sessions. It revokes first, so that a concurrent sign-in is covered by one of the two. If revoking fails, it still
   * ends the sessions.
   *
   * @returns how many sessions were ended
   * @throws StoreUnavailableError (503): sessions or tokens may still be valid, try again; AccessTokensRemainError (503): all
   *   sessions have ended, but access tokens are valid until they expire; RevocationsFullError (503) without `sessions`
   */
  async revokeSubject(subject: string): Promise<number> {
    const { sessions } = this.parts;
    const [revoked] = await Promise.allSettled([this.revocations.revokeSubject(subject)]);
    const ended = sessions ? await sessions.endAll(subject, 'operator') : 0;
    if (revoked.status === 'fulfilled') return ended;
    throw sessions ? afterEnding(revoked.reason) : revoked.reason;
  }

  /**
   * Issues a token to a client itself (client credentials, RFC 6749 §4.4). Its ID is `sub` and `client_id`.
   *
   * @throws TokenRequestError `invalid_client` (401), `invalid_scope` (400); StoreUnavailableError (503)
   */
  async clientCredentials({
    clientId,
    clientSecret,
    scope,
  }: ClientCredentials): Promise<TokenResponse> {
    const lookUp = async (): Promise<TokenGrant> => {
      const grant = await this.authenticateClient(clientId, clientSecret);
      return { ...grant, claims: { ...grant.claims, client_id: clientId } };
    };
    const response = await this.#tokens.grant(clientId, lookUp, { scope });
    if (!response) throw new TokenRequestError('invalid_client');
    return response;
  }

  /**
   * Authenticates a client with the option `clients`, and returns its grant.
   *
   * @throws TokenRequestError `invalid_client` (401) for a wrong ID or secret; ApplicationUnavailableError (503)
   */
  async authenticateClient(clientId: string, clientSecret: string): Promise<TokenGrant> {
    const clients = configured('clients', this.parts.options.clients);
    const isComplete = isText(clientId) && isText(clientSecret);
    const grant = isComplete
      ? await this.#clientCalls.run(() => clients(clientId, clientSecret))
      : undefined;
    if (!grant) throw new TokenRequestError('invalid_client');
    return grant;
  }

  /** Lists and ends sessions. @throws InvalidArgumentError without the option `sessions` */
  get sessions(): RefreshSessions {
    return configured('sessions', this.parts.sessions);
  }

  /** Revokes tokens, sessions and subjects. @throws InvalidArgumentError without the option `revocations` */
  get revocations(): Revocations {
    return configured('revocations', this.parts.revocations);
  }

  /** Rotates and kills signing keys. */
  get keyRing(): KeyRing {
    return this.parts.keyRing;
  }

  /**
   * Options of a verifier in this application that trusts this issuer. They are issuer, audience, keys, and revocations
   * if configured.
   *
   * @example
   * JwtAuthModule.forRootAsync({ inject: [TokenIssuer], useFactory: (own: TokenIssuer) => own.verifierOptions })
   */
  get verifierOptions(): OwnIssuerOptions {
    const { options, revocations } = this.parts;
    const { issuer, audience } = options;
    return { issuer, audience, keys: this.keys, ...(revocations && { revocations }) };
  }

  #grantOf(subject: string, context: GrantContext): () => Promise<TokenGrant | undefined> {
    const grantOf = configured('grant', this.parts.options.grant);
    return async () => grantOf(subject, Object.freeze({ ...context }));
  }

  /** Ends a new session if its subject was revoked during the sign-in: the revocation did not end it yet. */
  async #assertNotRevoked(
    session: SessionView,
    { at, issuableFrom: known }: { readonly at: number; readonly issuableFrom?: number },
  ): Promise<void> {
    if (!this.parts.revocations) return;
    try {
      await this.parts.revocations.refresh(); // loads revocations by other processes
    } catch (error) {
      await this.sessions.end(session.subject, session.id, 'operator');
      throw error;
    }
    const from = this.#tokens.issuableFrom(session.subject);
    if (from !== known && from * 1000 > this.#tokens.datedAt(at)) {
      await this.#endGone(session, 'the subject was revoked during the sign-in');
    }
  }

  async #endGone({ subject, id }: SessionView, message?: string): Promise<never> {
    await this.sessions.end(subject, id, 'operator');
    throw new SubjectGoneError(message);
  }
}

/** Adds the refresh token to a response. */
function withRefreshToken(
  response: TokenResponse | undefined,
  refreshToken: string,
): TokenResponse {
  if (!response) throw new SubjectGoneError();
  return { ...response, refresh_token: refreshToken };
}

const MAX_TEXT = 255;

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= MAX_TEXT;
}

function configured<T>(option: string, part: T | undefined): T {
  if (part !== undefined) return part;
  throw new InvalidArgumentError(option, 'nothing', `the option ${option} of TokenIssuerModule`);
}

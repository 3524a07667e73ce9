import { Inject, Injectable } from '@nestjs/common';
import { ConfigurationError, type Duration } from '@portcullis/core';
import type {
  Audience,
  CustomClaims,
  KeyRing,
  RefreshSessions,
  Revocations,
  SessionView,
  SignedToken,
} from '@portcullis/issuer';
import { IssuerKeys } from './issuer-keys.js';
import { IssuerParts } from './issuer-parts.js';
import { isScope, isWithin, readScope } from './scope.js';
import type { GrantContext, TokenGrant } from './token-issuer.options.js';
import { SubjectGoneError, TokenRequestError } from './token-request-error.js';
import type { TokenResponse } from './token-response.js';

/** How one token differs from the others. */
export interface IssueOptions {
  /** `aud`, instead of the option `audience`. */
  readonly audience?: Audience | undefined;
  /** Scopes, separated by spaces. */
  readonly scope?: string | undefined;
  /** How long it lives, instead of `expiresIn`; at most `keyRing.longestToken`. */
  readonly ttl?: Duration | undefined;
  /** `typ` header. Default `'at+jwt'`. */
  readonly typ?: string | undefined;
  /** The session that it belongs to and ends with: its ID becomes `sid`. */
  readonly session?: Pick<SessionView, 'id'> | undefined;
}

/** What a client sends for a token of its own. */
export interface ClientCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Some of its scopes. Default: all of them. */
  readonly scope?: string | undefined;
}

/** Options of a verifier that trusts this application's own issuer. */
export interface OwnIssuerOptions {
  readonly issuer: string;
  readonly audience: Audience;
  readonly keys: IssuerKeys;
  readonly revocations?: Revocations;
}

/**
 * Signs this application's own tokens, and keeps the sessions of who signed in. A store that is out of reach is a
 * `StoreUnavailableError`, which `TokenIssuerModule` answers with 503 and `Retry-After` wherever it is thrown.
 */
@Injectable()
export class TokenIssuer {
  constructor(
    @Inject(IssuerParts) private readonly parts: IssuerParts,
    @Inject(IssuerKeys) private readonly keys: IssuerKeys,
  ) {}

  /**
   * Signs one token.
   *
   * @param subject `sub`: 1 to 255 characters
   * @param claims plain JSON; `scope` and `sid` are set by the options alone
   * @throws ConfigurationError for what a token can't say, such as what looks like a secret; StoreUnavailableError
   */
  async issue(
    subject: string,
    claims: CustomClaims = {},
    { audience, scope, ttl, typ, session }: IssueOptions = {},
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
      ...(ttl === undefined ? {} : { expiresIn: ttl }),
      ...(typ === undefined ? {} : { typ }),
    });
  }

  /**
   * Begins a session for a subject whose password, or whatever it signs in with, was found good.
   *
   * @param details `label`: what its user will know it by, such as a device
   * @throws SubjectGoneError (401) when `grant` knows no such subject; StoreUnavailableError (503)
   */
  async signIn(
    subject: string,
    details: { readonly label?: string | undefined } = {},
  ): Promise<TokenResponse> {
    const { sessions } = this;
    const grant = await this.#grantOf(subject, { reason: 'sign-in' });
    if (!grant) throw new SubjectGoneError();
    let response: TokenResponse | undefined;
    const { refreshToken } = await sessions.begin(subject, details, async (session) => {
      response = await this.#respond(subject, grant, session);
    });
    return granted(response, refreshToken);
  }

  /**
   * Takes a refresh token for the next one and a new access token. Who is given less by `grant` now has less from this
   * token on. Where `grant` fails, or no key may sign, the refresh token stays as good as it was.
   *
   * @throws RefreshRefusedError or SubjectGoneError (401); StoreUnavailableError (503), which logs nobody out
   */
  async refresh(refreshToken: unknown): Promise<TokenResponse> {
    let response: TokenResponse | undefined;
    const next = await this.sessions.refresh(refreshToken, async (session) => {
      const { subject } = session;
      const grant = await this.#grantOf(subject, { reason: 'refresh', session });
      if (!grant) await this.#endGone(session);
      else response = await this.#respond(subject, grant, session);
    });
    return granted(response, next.refreshToken);
  }

  /**
   * Ends the session of a refresh token, and with `revocations` its access tokens.
   *
   * @returns whether there was one that went on
   * @throws StoreUnavailableError (503): it may go on, so ask again
   */
  async signOut(refreshToken: unknown): Promise<boolean> {
    return this.sessions.logout(refreshToken);
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
    const grant = await this.authenticateClient(clientId, clientSecret);
    const all = readScope(grant.scope);
    if (scope !== undefined && !(isScope(scope) && isWithin(scope, all))) {
      throw new TokenRequestError('invalid_scope');
    }
    const claims = { ...grant.claims, client_id: clientId };
    return this.#respond(clientId, { ...grant, claims, scope: scope ?? all });
  }

  /**
   * What a client may do.
   *
   * @throws TokenRequestError `invalid_client` (401) for an ID or a secret that is wrong
   */
  async authenticateClient(clientId: string, clientSecret: string): Promise<TokenGrant> {
    const clients = configured('clients', this.parts.options.clients);
    const isAsked = isText(clientId) && isText(clientSecret);
    const grant = isAsked ? await clients(clientId, clientSecret) : undefined;
    if (!grant) throw new TokenRequestError('invalid_client');
    return grant;
  }

  /** Sessions, to list and to end. @throws ConfigurationError without the option `sessions` */
  get sessions(): RefreshSessions {
    return configured('sessions', this.parts.sessions);
  }

  /** Revocations, to revoke with. @throws ConfigurationError without the option `revocations` */
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

  #grantOf(subject: string, context: GrantContext) {
    return configured('grant', this.parts.options.grant)(subject, Object.freeze(context));
  }

  async #endGone({ subject, id }: SessionView): Promise<never> {
    await this.sessions.end(subject, id, 'operator');
    throw new SubjectGoneError();
  }

  async #respond(
    subject: string,
    { claims, scope, audience }: TokenGrant,
    session?: SessionView,
  ): Promise<TokenResponse> {
    const { token, expiresIn } = await this.issue(subject, claims, { audience, scope, session });
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
function granted(response: TokenResponse | undefined, refreshToken: string): TokenResponse {
  if (!response) throw new SubjectGoneError();
  return { ...response, refresh_token: refreshToken };
}

const MOST_TEXT = 255;

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= MOST_TEXT;
}

/** A `sid` of the caller's own would be one that no revocation of the session reaches. */
function assertFree(claims: CustomClaims, name: string, right: string): void {
  if (!Object.hasOwn(claims, name)) return;
  throw new ConfigurationError(`claims.${name}`, 'a claim that is set by itself', right);
}

function configured<T>(option: string, part: T | undefined): T {
  if (part !== undefined) return part;
  throw new ConfigurationError(option, 'nothing', `the option ${option} of TokenIssuerModule`);
}

/** Issues the access tokens of one issuer, dated so that a later revocation covers them. */
import { InvalidArgumentError } from '@portcullis/core';
import type { CustomClaims, SessionView, SignedToken } from '@portcullis/issuer';
import { attempt } from './attempt.js';
import { narrowed, readScope } from './endpoints/scope.js';
import type { TokenResponse } from './endpoints/token-response.js';
import type { IssuerParts } from './issuer-parts.js';
import type { IssueOptions } from './options/issue-options.js';
import type { TokenGrant } from './options/token-issuer.options.js';

/** After this many lookups, the last token is returned, although a revocation may cover it. */
const MAX_LOOKUPS = 3;

/** Issues access tokens, and reads the clocks that date them. */
export class AccessTokens {
  readonly #parts: IssuerParts;

  constructor(parts: IssuerParts) {
    this.#parts = parts;
  }

  /** Signs one token: see `TokenIssuer.issue`. */
  async issue(
    subject: string,
    claims: CustomClaims = {},
    { audience, clientId, scope, expiresIn, typ, session, issuedAt }: IssueOptions = {},
  ): Promise<SignedToken> {
    assertFree(claims, 'sid', 'the option session');
    if (scope !== undefined) assertFree(claims, 'scope', 'the option scope');
    const granted = readScope(scope);
    return this.#parts.signer.sign({
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
   * Looks a grant up and issues a token with it. The token is dated before the lookup, so that a later revocation covers it.
   * If a revocation arrives in this process during the lookup, looks the grant up again.
   *
   * @returns undefined if the lookup returns undefined
   */
  async grant(
    subject: string,
    lookUp: () => Promise<TokenGrant | undefined>,
    { session, scope }: { readonly session?: SessionView; readonly scope?: string | undefined },
  ): Promise<TokenResponse | undefined> {
    for (let lookups = 1; ; lookups++) {
      const from = this.issuableFrom(subject);
      const issuedAt = attempt(() => this.#parts.signer.issuableAt(subject));
      const grant = await lookUp();
      if (!grant) return undefined;
      const dated = { issuedAt: issuedAt(), ...(session && { session }) };
      const response = await this.#respond(subject, narrowed(grant, scope), dated);
      if (lookups >= MAX_LOOKUPS || from === this.issuableFrom(subject)) return response;
    }
  }

  /** Returns the time by this process's clock, in milliseconds. */
  now(): number {
    return (this.#parts.options.clock ?? Date.now)();
  }

  /** Returns how tokens of a time by this process's clock are dated. Earlier if this clock is ahead of the store's. */
  datedAt(at: number): number {
    const now = this.now();
    const dated = this.#parts.revocations?.datedBy(now) ?? now;
    return at - (now - dated);
  }

  /** Returns the earliest `iat` that no revocation of the subject covers, in seconds. */
  issuableFrom(subject: string): number {
    return this.#parts.revocations?.issuableFrom(subject) ?? 0;
  }

  async #respond(
    subject: string,
    { claims, scope, audience }: TokenGrant,
    options: Pick<IssueOptions, 'session' | 'issuedAt'>,
  ): Promise<TokenResponse> {
    const { token, expiresIn } = await this.issue(subject, claims, { ...options, audience, scope });
    const granted = readScope(scope);
    return {
      access_token: token,
      token_type: 'Bearer',
      expires_in: expiresIn,
      ...(granted === undefined ? {} : { scope: granted }),
    };
  }
}

/** Rejects a claim such as `sid` from the caller: the revocation of the session would not cover the token. */
function assertFree(claims: CustomClaims, name: string, expected: string): void {
  if (!Object.hasOwn(claims, name)) return;
  throw new InvalidArgumentError(`claims.${name}`, 'a claim that the issuer sets', expected);
}

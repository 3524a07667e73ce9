/** The one engine: every guard, strategy, gateway and test goes through `verify`. */
import type { Clock } from '../duration.js';
import { PortcullisError, TokenError, type TokenContext } from '../errors.js';
import { parseJsonObject, type JsonObject } from '../encoding/strict-json.js';
import type { Claims } from '../claims/claims.js';
import { assertRegisteredClaims } from '../claims/registered-claims.js';
import { assertTokenType } from '../claims/token-type.js';
import { parseCompact, type CompactJws } from '../jws/compact.js';
import { verifySignature } from '../jws/verify-compact.js';
import type { VerificationKey } from '../jwk/verification-key.js';
import type { KeyState } from '../keys/key-source.js';
import type { IssuerRegistry } from './issuer-registry.js';
import type { TrustedIssuer } from './resolve-issuer.js';
import type { VerifiedToken } from './verified-token.js';

/** Where the keys of one issuer stand. */
export interface IssuerHealth {
  readonly issuer: string;
  readonly keys: KeyState;
}

/** Verifies tokens of the configured issuers. Made by `createVerifier`. */
export class TokenVerifier<C extends object = object> {
  readonly #issuers: IssuerRegistry;
  readonly #maxTokenBytes: number;
  readonly #clock: Clock;

  /** @internal */
  constructor(
    issuers: IssuerRegistry,
    settings: { readonly maxTokenBytes: number; readonly clock: Clock },
  ) {
    this.#issuers = issuers;
    this.#maxTokenBytes = settings.maxTokenBytes;
    this.#clock = settings.clock;
  }

  /**
   * Verifies a token: its form, issuer, key, signature and claims, in this order.
   *
   * @param token a compact JWS (RFC 7515 §7.1) whose payload is a JWT claims set (RFC 7519)
   * @throws TokenError when the token is bad; KeysUnavailableError when the issuer's keys are out of reach
   */
  async verify(token: string): Promise<VerifiedToken<C>> {
    let jws: CompactJws | undefined;
    let trusted: TrustedIssuer | undefined;
    try {
      jws = parseCompact(token, this.#maxTokenBytes);
      const claims = parseClaims(jws);
      trusted = this.#issuers.find(claims['iss']);
      const found = findKey(trusted, jws);
      const key = found instanceof Promise ? await found : found;
      verifySignature(jws, key);
      return this.#accept(jws, claims, trusted, key as VerificationKey);
    } catch (error) {
      if (error instanceof PortcullisError) error.about = contextOf(jws, trusted);
      throw error;
    }
  }

  /** Loads the keys of every issuer that can be loaded ahead; answers with those that failed. */
  async warmUp(): Promise<readonly { readonly issuer: string; readonly error: unknown }[]> {
    const failed: { issuer: string; error: unknown }[] = [];
    await Promise.all(
      [...this.#issuers].map(async ({ issuer, keys }) => {
        await keys.warmUp?.().catch((error: unknown) => failed.push({ issuer, error }));
      }),
    );
    return failed;
  }

  /** Where the keys of each issuer stand, without asking for any. */
  health(): readonly IssuerHealth[] {
    return [...this.#issuers].map(({ issuer, keys }) => ({
      issuer,
      keys: keys.state?.() ?? 'ready',
    }));
  }

  /** Ends fetches that are under way. Tokens of remote issuers are then out of reach. */
  close(): void {
    for (const { keys } of this.#issuers) keys.close?.();
  }

  /** The steps after the signature: is it the right kind of token, and do its claims hold? */
  #accept(
    jws: CompactJws,
    claims: JsonObject,
    trusted: TrustedIssuer,
    key: VerificationKey,
  ): VerifiedToken<C> {
    assertTokenType(trusted.claims.type, jws.header.typ, claims);
    assertRegisteredClaims(claims, trusted.claims, this.#clock() / 1000);
    return Object.freeze({
      claims: claims as Claims & C,
      header: jws.header,
      issuer: trusted.issuer,
      key,
      expiresAt: typeof claims['exp'] === 'number' ? claims['exp'] : Infinity,
    });
  }
}

function contextOf(jws: CompactJws | undefined, trusted: TrustedIssuer | undefined): TokenContext {
  return {
    ...(trusted === undefined ? {} : { issuer: trusted.issuer }),
    ...(jws === undefined ? {} : { alg: jws.header.alg }),
    ...(jws?.header.kid === undefined ? {} : { kid: JSON.stringify(jws.header.kid.slice(0, 64)) }),
  };
}

function parseClaims(jws: CompactJws): JsonObject {
  const claims = parseJsonObject(jws.payload);
  if (!claims)
    throw new TokenError('ERR_TOKEN_MALFORMED', 'the payload is not a strict JSON object');
  return claims;
}

/** Asks the issuer's key source, but not for an algorithm that none of its keys can have. */
function findKey(
  { algorithms, keys }: TrustedIssuer,
  { header }: CompactJws,
): ReturnType<TrustedIssuer['keys']['find']> {
  if (!algorithms.has(header.alg)) {
    throw new TokenError('ERR_ALGORITHM_NOT_ALLOWED', 'alg is not an algorithm of the issuer');
  }
  return keys.find(header);
}

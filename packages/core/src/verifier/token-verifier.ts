/** The one engine: every guard, strategy, gateway and test goes through `verify`. */
import type { Clock } from '../duration.js';
import { PortcullisError, TokenError, type TokenContext } from '../errors.js';
import { deepFreeze, parseJsonObject, type JsonObject } from '../encoding/strict-json.js';
import type { Claims } from '../claims/claims.js';
import { assertRegisteredClaims, goodUntil } from '../claims/registered-claims.js';
import { assertTokenType } from '../claims/token-type.js';
import { parseCompact, type CompactJws } from '../jws/compact.js';
import type { JoseHeader } from '../jws/header.js';
import { HeaderMemory } from '../jws/header-memory.js';
import { verifySignature } from '../jws/verify-compact.js';
import type { VerificationKey } from '../jwk/verification-key.js';
import type { KeyState } from '../keys/key-source.js';
import type { IssuerRegistry } from './issuer-registry.js';
import type { TrustedIssuer } from './resolve-issuer.js';
import { LONGEST_CACHED_MS, type TokenCache, type TokenCacheStats } from './token-cache.js';
import type { VerifiedToken } from './verified-token.js';

/** Where the keys of one issuer stand. */
export interface IssuerHealth {
  readonly issuer: string;
  readonly keys: KeyState;
}

/** What a verifier is made of. */
export interface VerifierParts {
  readonly issuers: IssuerRegistry;
  readonly maxTokenBytes: number;
  /** Undefined where nothing is to be remembered. */
  readonly cache: TokenCache | undefined;
  readonly clock: Clock;
}

/** Verifies tokens of the configured issuers. Made by `createVerifier`. */
export class TokenVerifier<C extends object = object> {
  readonly #issuers: IssuerRegistry;
  readonly #maxTokenBytes: number;
  readonly #cache: TokenCache | undefined;
  readonly #clock: Clock;
  readonly #headers = new HeaderMemory();

  /** @internal */
  constructor({ issuers, maxTokenBytes, cache, clock }: VerifierParts) {
    this.#issuers = issuers;
    this.#maxTokenBytes = maxTokenBytes;
    this.#cache = cache;
    this.#clock = clock;
  }

  /**
   * Verifies a token: its form, issuer, key, signature and claims, in this order.
   *
   * @param token a compact JWS (RFC 7515 §7.1) whose payload is a JWT claims set (RFC 7519)
   * @throws TokenError when the token is bad; KeysUnavailableError when the issuer's keys are out of reach
   */
  verify(token: string): Promise<VerifiedToken<C>> {
    const cached = this.#fromCache(token);
    return cached === undefined ? this.#verify(token) : Promise.resolve(cached);
  }

  async #verify(token: string): Promise<VerifiedToken<C>> {
    let jws: CompactJws | undefined;
    let trusted: TrustedIssuer | undefined;
    try {
      jws = parseCompact(token, this.#maxTokenBytes, this.#headers.decode);
      const claims = parseClaims(jws);
      trusted = this.#issuers.find(claims['iss']);
      const found = findKey(trusted, jws);
      const key = found instanceof Promise ? await found : found;
      verifySignature(jws, key);
      this.#headers.keep(jws.headerSegment, jws.header);
      return this.#accept(token, { jws, claims, trusted, key: key as VerificationKey });
    } catch (error) {
      if (error instanceof PortcullisError) error.about = contextOf(jws, trusted);
      throw error;
    }
  }

  /** What a token was verified as, if its time is not over and its issuer still answers with the same key. */
  #fromCache(token: string): VerifiedToken<C> | undefined {
    if (!this.#cache) return undefined;
    const entry = this.#cache.get(token, this.#clock());
    if (!entry) {
      this.#cache.miss();
      return undefined;
    }
    const { verified, trusted } = entry;
    if (findKeyNow(trusted, verified.header) !== verified.key) {
      this.#cache.delete(token);
      this.#cache.miss();
      return undefined;
    }
    this.#cache.hit(token, entry);
    return verified as VerifiedToken<C>;
  }

  /** The steps after the signature: is it the right kind of token, and do its claims hold? */
  #accept(token: string, { jws, claims, trusted, key }: SignedClaims): VerifiedToken<C> {
    const now = this.#clock();
    assertTokenType(trusted.claims.type, jws.header.typ, claims);
    assertRegisteredClaims(claims, trusted.claims, now / 1000);
    const { header } = jws;
    const until = Math.min(goodUntil(claims, trusted.claims) * 1000, now + LONGEST_CACHED_MS);
    const expiresAt = typeof claims['exp'] === 'number' ? claims['exp'] : Infinity;
    const verified = Object.freeze({
      claims: claims as Claims & C,
      header,
      issuer: trusted.issuer,
      key,
      expiresAt,
    });
    if (this.#cache) {
      deepFreeze(claims); // requests share it from now on
      this.#cache.set(token, { verified, trusted, from: now, until });
    }
    return verified;
  }

  /** Forgets cached tokens, of one issuer or of all: each is verified afresh when it comes again. */
  clearCache(issuer?: string): void {
    this.#cache?.clear(issuer);
  }

  /** What the cache did so far; undefined when it is off. */
  cacheStats(): TokenCacheStats | undefined {
    return this.#cache?.stats();
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
}

/** A token whose signature holds. */
interface SignedClaims {
  readonly jws: CompactJws;
  readonly claims: JsonObject;
  readonly trusted: TrustedIssuer;
  readonly key: VerificationKey;
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

/**
 * The key an issuer answers with at once. A source that has to ask somewhere, or fails, is left to the whole
 * verification: it will say why.
 */
function findKeyNow({ keys }: TrustedIssuer, header: JoseHeader): unknown {
  try {
    return keys.find(header);
  } catch {
    return undefined;
  }
}

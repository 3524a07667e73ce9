/** The one engine: every guard, strategy, gateway and test goes through `verify`. */
import type { Clock } from '../duration.js';
import { KeysUnavailableError, PortcullisError, TokenError } from '../errors.js';
import { deepFreeze, parseJsonObject, type JsonObject } from '../encoding/strict-json.js';
import type { Claims } from '../claims/claims.js';
import { applyClaimsSchema, type ClaimsSchema } from '../claims/claims-schema.js';
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

/** A token of more objects and arrays than this is verified each time. */
const MOST_CACHED_OBJECTS = 64;

/** What a verifier is made of. */
export interface VerifierParts {
  readonly issuers: IssuerRegistry;
  readonly maxTokenBytes: number;
  /** Undefined where nothing is to be remembered. */
  readonly cache: TokenCache | undefined;
  readonly schema: ClaimsSchema | undefined;
  readonly clock: Clock;
}

/** Verifies tokens of the configured issuers. Made by `createVerifier`. */
export class TokenVerifier<C extends object = object> {
  readonly #issuers: IssuerRegistry;
  readonly #maxTokenBytes: number;
  readonly #cache: TokenCache | undefined;
  readonly #schema: ClaimsSchema | undefined;
  readonly #clock: Clock;
  readonly #headers = new HeaderMemory();

  /** @internal */
  constructor({ issuers, maxTokenBytes, cache, schema, clock }: VerifierParts) {
    this.#issuers = issuers;
    this.#maxTokenBytes = maxTokenBytes;
    this.#cache = cache;
    this.#schema = schema;
    this.#clock = clock;
  }

  /**
   * Verifies a token: its form, issuer, key, signature and claims, in this order.
   *
   * @param token a compact JWS (RFC 7515 §7.1) whose payload is a JWT claims set (RFC 7519)
   * @throws TokenError when the token is bad; KeysUnavailableError when the issuer's keys are out of reach
   */
  verify(token: string): Promise<VerifiedToken<C>> {
    const attempt: Attempt = { token, jws: undefined, trusted: undefined };
    try {
      const cached = this.#fromCache(token);
      if (cached !== undefined) return Promise.resolve(this.#applySchema(cached));
      return Promise.resolve(this.#verify(attempt));
    } catch (error) {
      return Promise.reject(withContext(error, attempt));
    }
  }

  /** The pipeline. It waits only where the key is not at hand. */
  #verify(attempt: Attempt): VerifiedToken<C> | Promise<VerifiedToken<C>> {
    const jws = (attempt.jws = parseCompact(
      attempt.token,
      this.#maxTokenBytes,
      this.#headers.decode,
    ));
    const claims = parseClaims(jws);
    const trusted = (attempt.trusted = this.#issuers.find(claims['iss']));
    const finish = (key: VerificationKey | undefined) => {
      verifySignature(jws, key);
      this.#headers.keep(jws.headerSegment, jws.header);
      return this.#accept(attempt.token, { jws, claims, trusted, key: key as VerificationKey });
    };
    const found = findKey(trusted, jws);
    if (!(found instanceof Promise)) return finish(found);
    return found.then(finish).catch((error: unknown) => {
      throw withContext(error, attempt);
    });
  }

  /** What a token was verified as, if its time is not over and its issuer still answers with the same key. */
  #fromCache(token: string): VerifiedToken | undefined {
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
    return verified;
  }

  /** The steps after the signature: is it the right kind of token, and do its claims hold? */
  #accept(token: string, { jws, claims, trusted, key }: SignedClaims): VerifiedToken<C> {
    const now = this.#clock();
    assertTokenType(trusted.claims.type, jws.header.typ, claims);
    assertRegisteredClaims(claims, trusted.claims, now / 1000);
    const { header } = jws;
    const verified: VerifiedToken = Object.freeze({
      claims: claims as Claims,
      header,
      issuer: trusted.issuer,
      key,
      expiresAt: typeof claims['exp'] === 'number' ? claims['exp'] : Infinity,
    });
    // Requests share what is cached. A token of very many objects would weigh more than it is worth.
    if (this.#cache && deepFreeze(claims) <= MOST_CACHED_OBJECTS) {
      const until = Math.min(goodUntil(claims, trusted.claims) * 1000, now + LONGEST_CACHED_MS);
      this.#cache.set(token, { verified, trusted, from: now, until });
    }
    return this.#applySchema(verified);
  }

  /** The schema is asked each time: what it makes is the application's, and is neither frozen nor shared. */
  #applySchema(verified: VerifiedToken): VerifiedToken<C> {
    if (!this.#schema) return verified as VerifiedToken<C>;
    const claims = applyClaimsSchema(this.#schema, verified.claims) as Claims & C;
    return Object.freeze({ ...verified, claims });
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
        try {
          await keys.warmUp?.();
        } catch (error) {
          failed.push({ issuer, error });
        }
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

/** How far a verification came, for its error. */
interface Attempt {
  readonly token: string;
  jws: CompactJws | undefined;
  trusted: TrustedIssuer | undefined;
}

function withContext(error: unknown, { jws, trusted }: Attempt): unknown {
  if (!(error instanceof PortcullisError)) return error;
  // Requests that wait for one fetch share its error; each gets one of its own to be told of its token.
  const own = error instanceof KeysUnavailableError ? error.copy() : error;
  own.about = { issuer: trusted?.issuer, alg: jws?.header.alg, kid: jws?.header.kid };
  return own;
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
    const found = keys.find(header);
    if (found instanceof Promise) found.catch(() => undefined); // the whole verification asks again
    return found;
  } catch {
    return undefined;
  }
}

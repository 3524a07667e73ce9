/** The one engine: every guard, strategy, gateway and test goes through `verify`. */
import type { Clock } from '../time/duration.js';
import { KeysUnavailableError, PortcullisError, TokenError } from '../errors.js';
import { decodeScreenedText } from '../encoding/base64url.js';
import { deepFreeze, parseJsonText, type JsonObject } from '../encoding/strict-json.js';
import type { Claims } from '../claims/claims.js';
import { applyClaimsSchema, type ClaimsSchema } from '../claims/claims-schema.js';
import { assertRegisteredClaims, goodUntil } from '../claims/registered-claims.js';
import { assertTokenType } from '../claims/token-type.js';
import { parseCompact, type CompactJws } from '../jws/compact.js';
import type { Algorithm } from '../jws/algorithms.js';
import { HeaderMemory } from '../jws/header-memory.js';
import { verifySignature } from '../jws/verify-compact.js';
import type { VerificationKey } from '../jwk/verification-key.js';
import type { KeySourceState } from '../keys/key-source.js';
import type { IssuerRegistry } from '../issuers/issuer-registry.js';
import type { TrustedIssuer } from '../issuers/trusted-issuer.js';
import { KeyLookup } from './key-lookup.js';
import { refreshAll, warmUpAll } from '../issuers/load-keys.js';
import { assertNotRevoked, isRevoked, type RevocationList } from './revocation-list.js';
import { LONGEST_CACHED_MS, type TokenCache, type TokenCacheStats } from './token-cache.js';
import type { VerifiedToken } from './verified-token.js';

/** State of the keys of one issuer. */
export interface IssuerHealth {
  readonly issuer: string;
  readonly keys: KeySourceState;
}

/** How often a key was used. */
export interface KeyUse {
  readonly issuer: string;
  readonly alg: Algorithm;
  readonly kid: string | undefined;
  /** Signatures that held so far. */
  readonly uses: number;
}

/** What a verifier is made of. */
export interface VerifierParts {
  readonly issuers: IssuerRegistry;
  readonly maxTokenBytes: number;
  /** Undefined where nothing is to be remembered. */
  readonly cache: TokenCache | undefined;
  readonly schema: ClaimsSchema | undefined;
  readonly revocations: RevocationList | undefined;
  readonly clock: Clock;
}

/** Verifies tokens of the configured issuers. Made by `createVerifier`. */
export class TokenVerifier<C extends object = object> {
  readonly #issuers: IssuerRegistry;
  readonly #maxTokenBytes: number;
  readonly #cache: TokenCache | undefined;
  readonly #schema: ClaimsSchema | undefined;
  readonly #revocations: RevocationList | undefined;
  readonly #clock: Clock;
  readonly #headers = new HeaderMemory();
  readonly #keys = new KeyLookup();

  /** @internal */
  constructor({ issuers, maxTokenBytes, cache, schema, revocations, clock }: VerifierParts) {
    this.#issuers = issuers;
    this.#maxTokenBytes = maxTokenBytes;
    this.#cache = cache;
    this.#schema = schema;
    this.#revocations = revocations;
    this.#clock = clock;
  }

  /**
   * Verifies a token: its form, issuer, key, signature and claims, in this order.
   *
   * @param token a compact JWS (RFC 7515 §7.1) whose payload is a JWT claims set (RFC 7519)
   * @throws TokenError for an invalid token; KeysUnavailableError if the issuer's keys are unavailable
   */
  verify(token: string): Promise<VerifiedToken<C>> {
    try {
      return Promise.resolve(this.verifyNow(token));
    } catch (error) {
      return rejected(error);
    }
  }

  /**
   * Verifies a token like {@link verify}, but answers at once if the keys are present: with the token, or by throwing.
   * A guard then needs no promise for a token that it knows.
   *
   * @param token a compact JWS (RFC 7515 §7.1) whose payload is a JWT claims set (RFC 7519)
   * @returns the token, or a promise if keys must be fetched first
   * @throws TokenError, KeysUnavailableError: the same as {@link verify} rejects with
   */
  verifyNow(token: string): VerifiedToken<C> | Promise<VerifiedToken<C>> {
    const attempt: Attempt = { token, jws: undefined, trusted: undefined };
    try {
      const cached = this.#fromCache(token);
      return cached === undefined ? this.#verify(attempt) : this.#applySchema(cached);
    } catch (error) {
      throw withContext(error, attempt);
    }
  }

  /** The pipeline. It waits only if the key is not loaded. */
  #verify(attempt: Attempt): VerifiedToken<C> | Promise<VerifiedToken<C>> {
    const jws = parseCompact(attempt.token, this.#maxTokenBytes, this.#headers.decode);
    attempt.jws = jws;
    const claims = parseClaims(jws);
    const trusted = this.#issuers.find(claims['iss']);
    const verified =
      trusted instanceof Promise
        ? trusted.then((tenant) => this.#verifyOf(tenant, attempt, jws, claims))
        : this.#verifyOf(trusted, attempt, jws, claims);
    if (!(verified instanceof Promise)) return verified;
    return verified.catch((error: unknown) => {
      throw withContext(error, attempt);
    });
  }

  /** The pipeline after the look-up of the issuer. */
  #verifyOf(
    trusted: TrustedIssuer,
    attempt: Attempt,
    jws: CompactJws,
    claims: JsonObject,
  ): VerifiedToken<C> | Promise<VerifiedToken<C>> {
    attempt.trusted = trusted;
    const found = this.#keys.find(trusted, jws.header);
    return found instanceof Promise
      ? this.#issuers
          .held(trusted, found)
          .then((key) => this.#finish(attempt.token, jws, claims, trusted, key))
      : this.#finish(attempt.token, jws, claims, trusted, found);
  }

  /** What a token was verified as, if its time is not over, its issuer has the same key, and it was not revoked. */
  #fromCache(token: string): VerifiedToken | undefined {
    if (!this.#cache) return undefined;
    const now = this.#clock();
    const entry = this.#cache.get(token, now);
    if (!entry) {
      this.#cache.miss();
      return undefined;
    }
    const { verified, trusted } = entry;
    if (
      !this.#issuers.trusts(trusted, now) ||
      this.#keys.findNow(trusted, verified.header) !== verified.key ||
      isRevoked(this.#revocations, verified)
    ) {
      this.#cache.delete(entry);
      this.#cache.miss();
      return undefined;
    }
    this.#cache.hit(entry);
    this.#issuers.proven(trusted);
    return verified;
  }

  /** The last steps: does the signature hold, is it the right kind of token, and do its claims hold? */
  #finish(
    token: string,
    jws: CompactJws,
    claims: JsonObject,
    trusted: TrustedIssuer,
    found: VerificationKey | undefined,
  ): VerifiedToken<C> {
    verifySignature(jws, found);
    const { header } = jws;
    this.#headers.keep(jws.headerSegment, header);
    this.#issuers.proven(trusted);
    const now = this.#clock();
    assertTokenType(trusted.claims.type, header.typ, claims);
    assertRegisteredClaims(claims, trusted.claims, now / 1000);
    const { exp } = claims;
    const verified: VerifiedToken = {
      claims: claims as Claims,
      header,
      issuer: trusted.issuer,
      grants: trusted.grants,
      key: found as VerificationKey,
      expiresAt: typeof exp === 'number' ? exp : Infinity,
    };
    assertNotRevoked(this.#revocations, verified);
    this.#remember(token, trusted, verified, now);
    return this.#applySchema(verified);
  }

  /** Requests share what is cached, so nobody may change it. */
  #remember(token: string, trusted: TrustedIssuer, verified: VerifiedToken, now: number): void {
    const claims = verified.claims as JsonObject;
    if (!this.#cache) return;
    const objects = deepFreeze(claims);
    Object.freeze(verified);
    const until = Math.min(goodUntil(claims, trusted.claims) * 1000, now + LONGEST_CACHED_MS);
    this.#cache.set({ token, verified, trusted, from: now, until, objects });
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

  /** Forgets an issuer that `resolveIssuer` brought, and its cached tokens: its next token asks for it again. */
  forgetIssuer(issuer: string): void {
    this.#issuers.forget(issuer);
    this.#cache?.clear(issuer);
  }

  /**
   * How often each secret and public key of the configuration was used, in the order of the options: when an old
   * one is not used any more, it can go. A token that the cache answers is not counted again.
   */
  keyUses(): readonly KeyUse[] {
    return [...this.#issuers].flatMap(({ issuer, keys }) =>
      (keys.uses?.() ?? []).map(({ alg, kid, uses }) => ({ issuer, alg, kid, uses })),
    );
  }

  /** What the cache did so far; undefined when it is off. */
  cacheStats(): TokenCacheStats | undefined {
    return this.#cache?.stats();
  }

  /** Loads the keys of every issuer that can be loaded ahead; answers with those that failed. */
  async warmUp(): Promise<readonly { readonly issuer: string; readonly error: unknown }[]> {
    return warmUpAll(this.#issuers);
  }

  /**
   * Fetches remote keys now, of one issuer or of all, also if the loaded keys are fresh.
   *
   * @throws KeysUnavailableError if the fetch fails, and loaded keys are kept; ConfigurationError for an unknown issuer
   */
  async refreshKeys(issuer?: string): Promise<void> {
    await refreshAll(this.#issuers.named(issuer));
  }

  /**
   * Emergency stop: from now on tokens of a key are refused as `ERR_KEY_NOT_FOUND`, cached tokens too. No fetch brings
   * the key back, only `allowKey` or a new process. In this process alone, and at most 1,000 at a time.
   *
   * @param kid the exact ID of the key; a key that has none can't be denied
   * @param issuer whose key it is; default: any issuer's
   * @throws ConfigurationError beyond the bound, and for an unknown issuer
   */
  denyKey(kid: string, issuer?: string): void {
    this.#issuers.named(issuer);
    this.#keys.denied.deny(kid, issuer);
  }

  /** Reverses a `denyKey` with the same arguments. Returns whether there was one. */
  allowKey(kid: string, issuer?: string): boolean {
    return this.#keys.denied.allow(kid, issuer);
  }

  /** Returns the state of the keys of each issuer, without a fetch. */
  health(): readonly IssuerHealth[] {
    return [...this.#issuers].map(({ issuer, keys }) => ({
      issuer,
      keys: keys.state?.() ?? 'ready',
    }));
  }

  /**
   * Ends fetches and look-ups in progress. Keys of remote issuers and of `resolveIssuer` are unavailable from then on. Key
   * sources of your own (`keys`) are closed too.
   */
  close(): void {
    this.#issuers.close();
  }
}

/** How far a verification came, for its error. */
interface Attempt {
  readonly token: string;
  jws: CompactJws | undefined;
  trusted: TrustedIssuer | undefined;
}

/**
 * Returns a promise that rejects in the next microtask. A promise that is rejected already costs more: Node.js first records
 * it as unhandled, and then removes it when the caller attaches a handler.
 */
function rejected(error: unknown): Promise<never> {
  return new Promise((_, reject) => {
    queueMicrotask(() => reject(error));
  });
}

function withContext(error: unknown, { jws, trusted }: Attempt): unknown {
  if (!(error instanceof PortcullisError)) return error;
  // Requests that wait for one fetch share its error; each gets one of its own to be told of its token.
  const own = error instanceof KeysUnavailableError ? error.copy() : error;
  own.tokenContext = { issuer: trusted?.issuer, alg: jws?.header.alg, kid: jws?.header.kid };
  return own;
}

function parseClaims(jws: CompactJws): JsonObject {
  const text = decodeScreenedText(jws.payloadSegment);
  const claims = text === undefined ? undefined : parseJsonText(text);
  if (!claims)
    throw new TokenError(
      'ERR_TOKEN_MALFORMED',
      'the payload is not a strict JSON object in base64url',
    );
  return claims;
}

/** Claims in, compact JWS out (RFC 7519, RFC 7515 §7.1). */
import { randomUUID } from 'node:crypto';
import {
  assertKnownOptions,
  checkArguments,
  ConfigurationError,
  InvalidArgumentError,
  type Clock,
  type Duration,
  type OptionTable,
} from '@portcullis/core';
import { assertClaims, type CustomClaims } from './claim-policy.js';
import { HeaderCache } from './header-cache.js';
import {
  readAudience,
  readFlag,
  readLifetime,
  readName,
  readText,
  readTyp,
  type Audience,
} from './signer-values.js';
import { SigningKey } from './signing-key.js';
import { TokenDates, type Lifetime, type SignerRevocations } from './token-dates.js';

/** What a signer reads of a key ring. `KeyRing` is the implementation. */
export interface SigningKeyRing {
  /** The key that signs now. */
  readonly active: SigningKey;
  /** The longest lifetime of a token that the ring's keys stay published for, in seconds. */
  readonly longestToken: number;
}

/** Where a signer's key comes from: a ring, asked at each token, or one key that does not change. */
export type SignerKeySource =
  | { readonly keyRing: SigningKeyRing; readonly key?: never }
  | { readonly key: SigningKey; readonly keyRing?: never };

/** What a signer puts into every token. */
export interface TokenSignerSettings {
  /** `iss`: what verifiers have configured, to the letter. */
  readonly issuer: string;
  /** `aud` of tokens that ask for no other: one name or several. */
  readonly audience: Audience;
  /** How long tokens live, 1 second to 366 days. Default `'15m'`. */
  readonly expiresIn?: Duration;
  /**
   * `client_id` of tokens that name no other: the client that they are issued to (RFC 9068 §2.2). Default: none, so that
   * the tokens are plain JWTs.
   */
  readonly clientId?: string;
  /**
   * `typ` header of tokens that ask for no other (RFC 8725 §3.11). Default: `'at+jwt'` for a token with a `client_id`,
   * which has all that RFC 9068 §2.2 requires; `'JWT'` for any other.
   */
  readonly typ?: string;
  /** Names of claims that look like a secret's and are not, such as `password_changed_at`. Default none. */
  readonly allowClaims?: readonly string[];
  /**
   * Whether signatures are made in Node's thread pool (true) or on the event loop (false). Default: in the pool for RSA
   * keys over 2048 bits, which take milliseconds; on the event loop for all others.
   */
  readonly threadPool?: boolean;
  /**
   * Revocations, asked when to date a token. One that is signed in the very second in which its subject was revoked is
   * dated a moment later, so that it holds; none is dated by a clock that is ahead of the store of revocations by more
   * than their `clockSkew`, so that a later revocation stops it. Default: none.
   */
  readonly revocations?: SignerRevocations;
  /** The time in milliseconds. Default `Date.now`. */
  readonly clock?: Clock;
}

/** How a `TokenSigner` is made. */
export type TokenSignerOptions = TokenSignerSettings & SignerKeySource;

/** What one token says. */
export interface SignRequest {
  /** `sub`: whom the token is about, 1 to 255 characters. */
  readonly subject: string;
  /** Further claims, plain JSON. Registered claims and what looks like a secret are refused. */
  readonly claims?: CustomClaims;
  /** `aud`, instead of the signer's. */
  readonly audience?: Audience;
  /** How long this token lives, from now, instead of the signer's setting. */
  readonly expiresIn?: Duration;
  /** How long from now the token starts to hold (`nbf`). Default: at once, without `nbf`. */
  readonly notBefore?: Duration;
  /** `client_id`, instead of the signer's. With it the token is an access token of RFC 9068. */
  readonly clientId?: string;
  /** `typ` header, instead of the signer's: `'at+jwt'`, `'JWT'`, … */
  readonly typ?: string;
  /**
   * `iat`, in seconds: what {@link TokenSigner.issuableAt} said before it was looked up what the token says. A
   * revocation since then stops it; its lifetime counts from then. Default: now.
   */
  readonly issuedAt?: number;
}

/** A signed token and what its maker wants to know about it. */
export interface SignedToken {
  /** The compact JWS. */
  readonly token: string;
  /** Seconds it lives, as `expires_in` of RFC 6749 §5.1. */
  readonly expiresIn: number;
  /** `exp`: seconds since the epoch. */
  readonly expiresAt: number;
  /** `iat`: seconds since the epoch. */
  readonly issuedAt: number;
  /** `jti`: a random UUID. */
  readonly jwtId: string;
}

const NAMES: OptionTable<TokenSignerOptions> = {
  issuer: 'value',
  audience: 'value',
  expiresIn: 'value',
  clientId: 'value',
  typ: 'value',
  allowClaims: 'value',
  threadPool: 'value',
  revocations: 'value',
  clock: 'value',
  keyRing: 'value',
  key: 'value',
};
const DEFAULT_EXPIRES_IN: Duration = '15m';
const MOST_TOKEN_BYTES = 8192; // what verifiers accept by default

/** Signs tokens of one issuer. Immutable; one instance serves any number of requests at once. */
export class TokenSigner {
  readonly #issuer: string;
  readonly #audience: Audience;
  readonly #longestToken: number;
  readonly #expiresIn: number;
  readonly #clientId: string | undefined;
  readonly #typ: string | undefined;
  readonly #allowClaims: ReadonlySet<string>;
  readonly #threadPool: boolean | undefined;
  readonly #dates: TokenDates;
  readonly #currentKey: () => SigningKey;
  readonly #headers = new HeaderCache();

  /** @throws ConfigurationError naming the option that is wrong */
  constructor(options: TokenSignerOptions) {
    assertKnownOptions(options, NAMES);
    this.#issuer = readName(options.issuer, 'issuer');
    this.#audience = readAudience(options.audience);
    this.#longestToken = options.keyRing?.longestToken ?? Number.POSITIVE_INFINITY;
    this.#expiresIn = this.#lifetime(options.expiresIn ?? DEFAULT_EXPIRES_IN);
    this.#clientId = readOptional(options.clientId, (id) => readName(id, 'clientId'));
    this.#typ = readOptional(options.typ, readTyp);
    this.#allowClaims = new Set(options.allowClaims);
    this.#threadPool = readFlag(options.threadPool, 'threadPool');
    this.#dates = new TokenDates(this.#issuer, options.revocations, options.clock ?? Date.now);
    this.#currentKey = keySourceOf(options);
  }

  /**
   * Signs one token with the key that is active now. `iss`, `sub`, `aud`, `iat`, `exp` and `jti` are always set.
   *
   * @throws InvalidArgumentError (as a rejection) for a request that is wrong: an empty subject, claims that are
   *   refused, a lifetime that is over before it begins, a token over 8 KiB; StoreUnavailableError as `issuableAt`
   */
  async sign(request: SignRequest): Promise<SignedToken> {
    const key = this.#currentKey();
    const jwtId = randomUUID();
    const { lifetime, payload, typ } = checkArguments(() => this.#contents(request, jwtId));
    const header = this.#headers.encoded(key, typ);
    const input = `${header}.${Buffer.from(JSON.stringify(payload)).toString('base64url')}`;
    const token = `${input}.${await key.sign(input, this.#threadPool)}`;
    assertSize(token);
    const { issuedAt, expiresIn, expiresAt } = lifetime;
    return { token, expiresIn, expiresAt, issuedAt, jwtId };
  }

  #contents(request: SignRequest, jwtId: string) {
    const { expiresIn: own } = request;
    const asked = own === undefined ? this.#expiresIn : this.#lifetime(own);
    const lifetime = this.#dates.lifetimeOf(request, asked);
    const payload = this.#payload(request, lifetime, jwtId);
    const typ = readOptional(request.typ, readTyp) ?? this.#typ ?? typeOf(payload);
    return { lifetime, payload, typ };
  }

  /**
   * The `iat` of a subject's token that is dated now: in seconds, and later than what was revoked.
   *
   * @throws StoreUnavailableError where that is more than 5 s ahead, as when the clock of the revoking process is ahead:
   *   verifiers would refuse the token; and while the store of revocations has not answered once
   */
  issuableAt(subject: string): number {
    return this.#dates.issuableAt(subject);
  }

  #payload(
    { subject, claims, audience, clientId }: SignRequest,
    lifetime: Lifetime,
    jwtId: string,
  ): Payload {
    if (claims !== undefined) assertClaims(claims, this.#allowClaims);
    if (clientId !== undefined) assertNoClientId(claims);
    return {
      iss: this.#issuer,
      sub: readText(subject, 'subject'),
      aud: audience === undefined ? this.#audience : readAudience(audience),
      iat: lifetime.issuedAt,
      nbf: lifetime.notBefore,
      exp: lifetime.expiresAt,
      jti: jwtId,
      client_id: readOptional(clientId, (id) => readName(id, 'clientId')) ?? this.#clientId,
      ...claims,
    };
  }

  /** A token that outlives its key's time in the JWKS would be refused while it is good. */
  #lifetime(value: Duration): number {
    const seconds = readLifetime(value, 'expiresIn');
    if (seconds <= this.#longestToken) return seconds;
    throw new ConfigurationError(
      'expiresIn',
      `${seconds} s`,
      `at most ${this.#longestToken} s, the longestToken of the key ring`,
    );
  }
}

/** The claims of one token; those that are undefined are left out. */
type Payload = Readonly<Record<string, unknown>>;

function keySourceOf({ keyRing, key }: SignerKeySource): () => SigningKey {
  if (key === undefined && keyRing !== undefined) return () => keyRing.active;
  if (key instanceof SigningKey && keyRing === undefined) return () => key;
  throw new ConfigurationError(
    'keyRing',
    key === undefined ? 'neither keyRing nor key' : 'a key that is no SigningKey, or both',
    'either a KeyRing as keyRing or a SigningKey as key',
  );
}

/**
 * What a token says that it is. Every other claim that RFC 9068 §2.2 requires is in each token; one that says `at+jwt`
 * without `client_id` is rejected by verifiers of that profile, and `at+jwt` by verifiers that know plain JWTs alone.
 */
function typeOf({ client_id: clientId }: Payload): string {
  return typeof clientId === 'string' && clientId !== '' ? 'at+jwt' : 'JWT';
}

function assertNoClientId(claims: CustomClaims | undefined): void {
  if (claims === undefined || !Object.hasOwn(claims, 'client_id')) return;
  throw new ConfigurationError('claims.client_id', 'a claim beside clientId', 'one of the two');
}

function readOptional<T, R>(value: T | undefined, read: (value: T) => R): R | undefined {
  return value === undefined ? undefined : read(value);
}

function assertSize(token: string): void {
  if (token.length <= MOST_TOKEN_BYTES) return;
  throw new InvalidArgumentError(
    'claims',
    `claims that make a token of ${token.length} bytes`,
    `fewer of them: verifiers refuse tokens over ${MOST_TOKEN_BYTES} bytes`,
  );
}

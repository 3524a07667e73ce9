/** Turns claims into a compact JWS (RFC 7519, RFC 7515 §7.1). */
import { randomUUID } from 'node:crypto';
import {
  ConfigurationError,
  InvalidArgumentError,
  type Clock,
  type Duration,
} from '@portcullis/core';
import { assertKnownOptions, checkArguments, type OptionTable } from '@portcullis/core/internal';
import { MAX_TOKEN_BYTES } from '@portcullis/core/internal';
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

/** The part of `KeyRing` that a signer reads. */
export interface SigningKeyRing {
  /** The active signing key. */
  readonly active: SigningKey;
  /** The longest lifetime of a token, in seconds. Keys stay published for as long. */
  readonly longestToken: number;
}

/** Where a signer's key comes from: a ring, read for each token, or one fixed key. */
export type SignerKeySource =
  | { readonly keyRing: SigningKeyRing; readonly key?: never }
  | { readonly key: SigningKey; readonly keyRing?: never };

/** Settings of a signer for all its tokens. */
export interface TokenSignerSettings {
  /** `iss`. Verifiers compare it exactly. */
  readonly issuer: string;
  /** `aud` of tokens without an `audience` of their own: one name or several. */
  readonly audience: Audience;
  /** The lifetime of tokens, 1 second to 366 days. Default `'15m'`. */
  readonly expiresIn?: Duration;
  /**
   * `client_id` of tokens without a `clientId` of their own (RFC 9068 §2.2). Default: none, so that tokens are plain
   * JWTs.
   */
  readonly clientId?: string;
  /**
   * `typ` header of tokens without a `typ` of their own (RFC 8725 §3.11). Default: `'at+jwt'` for a token with a
   * `client_id`, which has every claim that RFC 9068 §2.2 requires; `'JWT'` for all others.
   */
  readonly typ?: string;
  /** Names of claims that only look like a secret, such as `password_changed_at`. Default: none. */
  readonly allowClaims?: readonly string[];
  /**
   * Whether to sign in the thread pool of Node.js (true) or on the event loop (false). Default: in the pool for RSA keys
   * over 2048 bits, which take milliseconds; on the event loop for all others.
   */
  readonly threadPool?: boolean;
  /**
   * Revocations that decide the `iat` of a token. A token that is signed in the second in which its subject was revoked is
   * dated a moment later, so that it is valid. If this process's clock is ahead of the store by more than `clockSkew`, the
   * token is dated by the store's clock, so that a later revocation covers it. Default: none.
   */
  readonly revocations?: SignerRevocations;
  /** The time in milliseconds. Default `Date.now`. */
  readonly clock?: Clock;
}

/** Options of `TokenSigner`: its settings, and `keyRing` or `key`. */
export type TokenSignerOptions = TokenSignerSettings & SignerKeySource;

/** The contents of one token. */
export interface SignRequest {
  /** `sub`: the subject of the token, 1 to 255 characters. */
  readonly subject: string;
  /** Further claims, plain JSON. Registered claims, and claims that look like a secret, are rejected. */
  readonly claims?: CustomClaims;
  /** `aud`, instead of the signer's. */
  readonly audience?: Audience;
  /** The lifetime of this token, instead of the signer's setting. */
  readonly expiresIn?: Duration;
  /** The time from now until the token becomes valid (`nbf`). Default: valid at once, without `nbf`. */
  readonly notBefore?: Duration;
  /** `client_id`, instead of the signer's. It makes the token an access token of RFC 9068. */
  readonly clientId?: string;
  /** `typ` header, instead of the signer's: `'at+jwt'`, `'JWT'`, … */
  readonly typ?: string;
  /**
   * `iat`, in seconds: the result of {@link TokenSigner.issuableAt} from before the claims were read. A revocation since
   * then covers the token. Its lifetime counts from then. Default: now.
   */
  readonly issuedAt?: number;
}

/** A signed token with its times and ID. */
export interface SignedToken {
  /** The compact JWS. */
  readonly token: string;
  /** Lifetime in seconds, as `expires_in` of RFC 6749 §5.1. */
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

/**
 * Signs tokens of one issuer. Immutable, so that one instance serves concurrent requests.
 *
 * @example
 * const signer = new TokenSigner({ issuer, audience, keyRing });
 * const { token } = await signer.sign({ subject: user.id, claims: { role: user.role } });
 */
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

  /** @throws ConfigurationError for an invalid option */
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
   * Signs one token with the active key. Always sets `iss`, `sub`, `aud`, `iat`, `exp` and `jti`.
   *
   * @throws InvalidArgumentError (as a rejection) for an invalid request: an empty subject, rejected claims, a `notBefore`
   *   after the expiry, a token over 8 KiB; StoreUnavailableError as in `issuableAt`
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
   * Returns the `iat` for a token that is issued now, in seconds. It is later than the subject's last revocation.
   *
   * @throws StoreUnavailableError if that is more than 5 s in the future, because verifiers would reject the token (the
   *   clock of the revoking process is ahead); and until the revocation store has answered once
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

  /** A token must not outlive its key in the JWKS: verifiers would reject it before it expires. */
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

/** The claims of one token. Undefined ones are omitted. */
type Payload = Readonly<Record<string, unknown>>;

function keySourceOf({ keyRing, key }: SignerKeySource): () => SigningKey {
  if (key === undefined && keyRing !== undefined) return () => keyRing.active;
  if (key instanceof SigningKey && keyRing === undefined) return () => key;
  throw new ConfigurationError(
    'keyRing',
    key === undefined ? 'neither keyRing nor key' : 'both, or a key that is not a SigningKey',
    'either a KeyRing in keyRing or a SigningKey in key',
  );
}

/**
 * Returns the default `typ`. Every token has the other claims that RFC 9068 §2.2 requires. Verifiers of that profile reject
 * `at+jwt` without `client_id`, and verifiers of plain JWTs may reject `at+jwt`.
 */
function typeOf({ client_id: clientId }: Payload): string {
  return typeof clientId === 'string' && clientId !== '' ? 'at+jwt' : 'JWT';
}

function assertNoClientId(claims: CustomClaims | undefined): void {
  if (claims === undefined || !Object.hasOwn(claims, 'client_id')) return;
  throw new ConfigurationError(
    'claims.client_id',
    'a claim in addition to clientId',
    'only one of the two',
  );
}

function readOptional<T, R>(value: T | undefined, read: (value: T) => R): R | undefined {
  return value === undefined ? undefined : read(value);
}

function assertSize(token: string): void {
  if (token.length <= MAX_TOKEN_BYTES) return;
  throw new InvalidArgumentError(
    'claims',
    `claims that make a token of ${token.length} bytes`,
    `fewer or shorter claims: verifiers reject tokens over ${MAX_TOKEN_BYTES} bytes`,
  );
}

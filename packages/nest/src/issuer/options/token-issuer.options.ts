/** The options of `TokenIssuerModule`. */
import type { Clock, Duration } from '@portcullis/core';
import type {
  Audience,
  CustomClaims,
  IssuerStore,
  KeyRingOptions,
  KeyStore,
  RefreshSessionsOptions,
  RevocationsOptions,
  RevocationStore,
  SessionStore,
  SessionView,
} from '@portcullis/issuer';
import type { RefreshCookieOptions } from '../cookies/refresh-cookie.js';

/** What a token says beside who it is about. */
export interface TokenGrant {
  /** Claims such as roles, plain JSON. Registered claims and what looks like a secret are refused. */
  readonly claims?: CustomClaims | undefined;
  /** Scopes, separated by spaces (RFC 6749 §3.3). For a client: all that it may ask for. */
  readonly scope?: string | undefined;
  /** `aud`, instead of the option `audience`. */
  readonly audience?: Audience | undefined;
}

/** Why a subject's grant is asked for. */
export interface GrantContext {
  /** The session that goes on; undefined at a sign-in, which has none yet. */
  readonly session?: SessionView | undefined;
  readonly reason: 'sign-in' | 'refresh';
}

/** A value, or a promise of it. */
export type Awaitable<T> = T | Promise<T>;

/** How the refresh cookie is set, and which pages may send it. */
export interface IssuerCookieOptions extends RefreshCookieOptions {
  /** Origins whose pages may use routes with `@SameOrigin()`. Default: the request's own host, over https. */
  readonly allowedOrigins?: readonly string[];
}

/** Members of authorization server metadata, plain JSON (RFC 8414 §2). */
export interface IssuerMetadataMembers {
  /** Where people sign in: an absolute URL. Needs `token_endpoint`, since that of the module redeems no codes. */
  readonly authorization_endpoint?: string;
  /** The token endpoint, instead of the module's: an absolute URL. */
  readonly token_endpoint?: string;
  /** Default `['code']` with an authorization endpoint. */
  readonly response_types_supported?: readonly string[];
  /** Default: what the module's token endpoint takes, and `authorization_code` with an authorization endpoint. */
  readonly grant_types_supported?: readonly string[];
  readonly [member: string]: unknown;
}

/** Options of `KeyRing` that the module sets itself. */
type OwnKeyOptions = 'store' | 'clock';

/** How signing keys are created, stored and rotated. */
export interface IssuerKeyOptions extends Omit<KeyRingOptions, OwnKeyOptions> {
  /** Default: `keys` of the option `store`. */
  readonly store?: KeyStore;
}

/** Options of `RefreshSessions` that the module sets itself. */
type OwnSessionOptions = 'store' | 'issuer' | 'clock' | 'onEnded' | 'callbackTimeout';

/** How refresh sessions are stored, and when they end. */
export interface IssuerSessionOptions extends Omit<RefreshSessionsOptions, OwnSessionOptions> {
  /** Default: `sessions` of the option `store`. */
  readonly store?: SessionStore;
}

/** Options of `Revocations` that the module sets itself. */
type OwnRevocationOptions = 'store' | 'issuer' | 'longestToken' | 'clock';

/** How revocations are stored and followed. */
export interface IssuerRevocationOptions extends Omit<RevocationsOptions, OwnRevocationOptions> {
  /** Default: `revocations` of the option `store`. */
  readonly store?: RevocationStore;
}

/**
 * Options of `TokenIssuerModule`.
 *
 * @example
 * TokenIssuerModule.forRootAsync({
 *   inject: [Pool, Users],
 *   useFactory: async (pool: Pool, users: Users) => ({
 *     issuer: 'https://api.example.com',
 *     audience: 'https://api.example.com',
 *     store: await PostgresStore.open(pool),
 *     keys: { keyEncryptionKeys },
 *     sessions: { refreshKey },
 *     revocations: {},
 *     grant: async (subject) => {
 *       const user = await users.find(subject);
 *       return user && { claims: { role: user.role } };
 *     },
 *   }),
 * })
 */
export interface TokenIssuerModuleOptions {
  /** `iss` of the tokens it signs. */
  readonly issuer: string;
  /** `aud` of the tokens it signs, unless a token asks for another. */
  readonly audience: Audience;
  /**
   * `client_id` of the tokens it signs: the client that people sign in with. With it tokens are access tokens of RFC 9068
   * and say `typ: at+jwt`. Default: none, and they say `typ: JWT`; tokens of `clients` name the client itself.
   */
  readonly clientId?: string;
  /**
   * Where keys, sessions and revocations are stored: `PostgresStore`, `RedisStore` or `MemoryStore`. Each part may have a
   * `store` of its own instead. Default: `new MemoryStore()`, so that a restart invalidates every token.
   */
  readonly store?: IssuerStore;
  /**
   * How signing keys are created, stored and rotated. `keyEncryptionKeys` is required unless the store is in this process.
   * `longestToken` limits `expiresIn`. Its default is a day, or with `revocations` the same as `expiresIn`, and never less.
   */
  readonly keys?: IssuerKeyOptions;
  /** How long access tokens live. Default `'15m'`. */
  readonly expiresIn?: Duration;
  /** Names of claims that look like a secret's and are not, such as `password_changed_at`. Default none. */
  readonly allowClaims?: readonly string[];
  /** Enables refresh sessions, for `signIn`, `refresh` and `signOut`. Default: none. */
  readonly sessions?: IssuerSessionOptions;
  /**
   * What a subject's next access token says, asked afresh at each sign-in and refresh. Undefined: the subject is gone,
   * and its session is ended. Required with `sessions`. What it throws leaves the session as it was.
   */
  readonly grant?: (subject: string, context: GrantContext) => Awaitable<TokenGrant | undefined>;
  /**
   * Enables revocation. The end of a session then revokes its access tokens, by `sid`. `{}` is enough. Default: none, and
   * access tokens are valid until they expire.
   */
  readonly revocations?: IssuerRevocationOptions;
  /**
   * Authenticates a client for tokens of its own (RFC 6749 §4.4); undefined for an ID or secret that is wrong. Compare
   * with `isClientSecret`. Client IDs must not be subjects of users: a client's ID is its tokens' `sub` (RFC 9068 §5).
   */
  readonly clients?: (clientId: string, clientSecret: string) => Awaitable<TokenGrant | undefined>;
  /**
   * How long `grant` and `clients` may take, 10 ms to 60 seconds; at a refresh `grant` is also held to what is left of
   * `sessions.storeTimeout`. Each has 1,000 calls waiting at once. Beyond either, the client gets 503 with `Retry-After`,
   * and its session stays as it was. Default 5 seconds.
   */
  readonly callbackTimeout?: Duration;
  /** How `RefreshCookie` sets its cookie, and which origins `@SameOrigin()` lets in. */
  readonly cookie?: IssuerCookieOptions;
  /**
   * Where this application's routes are reached from outside, without a path of a route but with a global prefix; its
   * metadata says so. Default: `issuer`. Without either, where `issuer` is no URL, there is no metadata.
   */
  readonly url?: string;
  /**
   * Further members of the metadata documents, under their registered names (RFC 8414 §2): `authorization_endpoint` of an
   * application that has one. They replace what the module would say, except `issuer` and `jwks_uri`. Default none.
   */
  readonly metadata?: IssuerMetadataMembers;
  /**
   * Whether `/.well-known/openid-configuration` is served. Default: where `metadata` has an `authorization_endpoint`, which
   * OpenID Connect Discovery §3 requires. True serves it without one, for verifiers that find keys nowhere else.
   */
  readonly openidConfiguration?: boolean;
  /** The time in milliseconds. Default `Date.now`. */
  readonly clock?: Clock;
}

/** What a `useClass` or `useExisting` provider of `forRootAsync` implements. */
export interface TokenIssuerOptionsFactory {
  createTokenIssuerOptions(): TokenIssuerModuleOptions | Promise<TokenIssuerModuleOptions>;
}

/** Settings of the module itself, known before any factory runs. */
export interface TokenIssuerModuleExtras {
  /** Whether other modules may inject its providers without importing it. Default true. */
  readonly isGlobal?: boolean;
  /** Whether it serves the JWKS, the metadata and the token endpoint. Default true. */
  readonly endpoints?: boolean;
  /** Where the token endpoint is: `POST /<path>/token`. Default `'auth'`. */
  readonly path?: string;
}

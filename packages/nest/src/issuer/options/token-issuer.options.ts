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

/** What a subject or client may do: the contents of its tokens. */
export interface TokenGrant {
  /** Claims such as roles, plain JSON. Registered claims, and claims that look like a secret, are rejected. */
  readonly claims?: CustomClaims | undefined;
  /** Scopes, separated by spaces (RFC 6749 §3.3). For a client: all that it may request. */
  readonly scope?: string | undefined;
  /** `aud`, instead of the option `audience`. */
  readonly audience?: Audience | undefined;
}

/** Why the option `grant` is called. */
export interface GrantContext {
  /** The session that is refreshed; undefined at a sign-in. */
  readonly session?: SessionView | undefined;
  readonly reason: 'sign-in' | 'refresh';
}

/** A value or a promise of it. */
export type Awaitable<T> = T | Promise<T>;

/** Options of the refresh cookie and of `@SameOrigin()`. */
export interface IssuerCookieOptions extends RefreshCookieOptions {
  /** Origins whose pages may call handlers with `@SameOrigin()`. Default: the request's own host, over https. */
  readonly allowedOrigins?: readonly string[];
}

/** Members of authorization server metadata, plain JSON (RFC 8414 §2). */
export interface IssuerMetadataMembers {
  /** An absolute URL where users sign in. Requires `token_endpoint`, because the module's redeems no codes. */
  readonly authorization_endpoint?: string;
  /** The token endpoint, instead of the module's: an absolute URL. */
  readonly token_endpoint?: string;
  /** Default `['code']` with an authorization endpoint. */
  readonly response_types_supported?: readonly string[];
  /** Default: those of the module's token endpoint, and `authorization_code` if there is an authorization endpoint. */
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
  /** `iss` of the tokens. */
  readonly issuer: string;
  /** `aud` of tokens without an `audience` of their own. */
  readonly audience: Audience;
  /**
   * `client_id` of the tokens: the client that users sign in with. It makes tokens access tokens of RFC 9068 with
   * `typ: at+jwt`. Default: none, with `typ: JWT`. Tokens for `clients` contain the client's own ID.
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
  /** The lifetime of access tokens. Default `'15m'`. */
  readonly expiresIn?: Duration;
  /** Names of claims that only look like a secret, such as `password_changed_at`. Default: none. */
  readonly allowClaims?: readonly string[];
  /** Enables refresh sessions, for `signIn`, `refresh` and `signOut`. Default: none. */
  readonly sessions?: IssuerSessionOptions;
  /**
   * Returns the contents of a subject's next access token, at each sign-in and refresh. Return undefined for a subject that no
   * longer exists: its session ends. If it throws, the session stays unchanged. Required with `sessions`.
   */
  readonly grant?: (subject: string, context: GrantContext) => Awaitable<TokenGrant | undefined>;
  /**
   * Enables revocation. The end of a session then revokes its access tokens, by `sid`. `{}` is enough. Default: none, and
   * access tokens are valid until they expire.
   */
  readonly revocations?: IssuerRevocationOptions;
  /**
   * Authenticates a client for tokens of its own (RFC 6749 §4.4). Return undefined for a wrong ID or secret. Compare secrets
   * with `isClientSecret`. A client's ID becomes `sub`, so it must not be the ID of a user (RFC 9068 §5). Default: none.
   */
  readonly clients?: (clientId: string, clientSecret: string) => Awaitable<TokenGrant | undefined>;
  /**
   * How long `grant` and `clients` may take, 10 ms to 60 seconds. During a refresh, `grant` must also end within the rest of
   * `sessions.storeTimeout`. Beyond the time, or beyond 1,000 concurrent calls, the client receives 503 with `Retry-After`,
   * and its session stays unchanged. Default 5 seconds.
   */
  readonly callbackTimeout?: Duration;
  /** Options of the refresh cookie, and the origins that `@SameOrigin()` accepts. */
  readonly cookie?: IssuerCookieOptions;
  /**
   * The public URL of this application, including a global prefix, for its metadata. Default: `issuer`. If neither is a URL,
   * no metadata is served.
   */
  readonly url?: string;
  /**
   * Further members of the metadata documents, such as `authorization_endpoint` (RFC 8414 §2). They replace the
   * module's members, except `issuer` and `jwks_uri`. Default: none.
   */
  readonly metadata?: IssuerMetadataMembers;
  /**
   * Whether to serve `/.well-known/openid-configuration`. Default: if `metadata` has an `authorization_endpoint`, which OpenID
   * Connect Discovery §3 requires. True serves it without one, for verifiers that read no other document.
   */
  readonly openidConfiguration?: boolean;
  /** The current time in milliseconds. Default `Date.now`. */
  readonly clock?: Clock;
}

/** Implemented by `useClass` and `useExisting` providers of `forRootAsync`. */
export interface TokenIssuerOptionsFactory {
  createTokenIssuerOptions(): TokenIssuerModuleOptions | Promise<TokenIssuerModuleOptions>;
}

/** The module's own settings, which are needed before a factory runs. */
export interface TokenIssuerModuleExtras {
  /** Whether other modules can inject its providers without importing it. Default true. */
  readonly isGlobal?: boolean;
  /** Whether to serve the JWKS, metadata and token endpoint. Default true. */
  readonly endpoints?: boolean;
  /** The path of the token endpoint: `POST /<path>/token`. Default `'auth'`. */
  readonly path?: string;
}

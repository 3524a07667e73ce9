import { randomBytes } from 'node:crypto';
import { google } from '@portcullis/nest';
import type { SigningAlgorithm } from '@portcullis/nest/issuer';
import type { LogLevel } from '../log/log.js';
import type { Environment } from './environment.js';
import type { TrustedProxies } from './proxies.js';

/** The identity provider whose users may sign in. */
export interface ProviderSettings {
  readonly issuer: string;
  readonly clientId: string;
  /** Undefined for a public client, which only PKCE protects. */
  readonly clientSecret?: string | undefined;
  readonly jwksUri: string;
  /** Redirect URI. Default: `/auth/callback` on the requested loopback name. */
  readonly redirectUri?: string | undefined;
}

/** Allowed requests per client address, window and process. */
export interface RateLimits {
  /** Sign-ins with a password or an ID token. */
  readonly login: number;
  /** Refreshes, logouts and demonstration sessions. */
  readonly refresh: number;
  /** Redirects of a sign-in with the identity provider. */
  readonly provider: number;
}

/** Settings of the sample API. */
export interface SampleSettings {
  /** `iss` of the tokens that this API signs. */
  readonly issuer: string;
  /** Required `aud`. */
  readonly audience: string;
  readonly algorithm: SigningAlgorithm;
  /** The secret of the internal issuer; with HS256 also of this API's own tokens. */
  readonly secret: string;
  /** Whether the secret was generated at this start. */
  readonly isSecretGenerated: boolean;
  /** Undefined when no provider is trusted. */
  readonly provider: ProviderSettings | undefined;
  readonly databaseUrl: string | undefined;
  readonly dataDir: string;
  /** Redis server for sessions, signing keys and revocations. Undefined: they are in the database. */
  readonly redisUrl: string | undefined;
  /** Prefix of all keys in Redis. */
  readonly redisPrefix: string;
  /** Keys that encrypt the signing keys. Undefined: generated at the first start. */
  readonly keyEncryptionKeys: string | undefined;
  /** Keys that derive refresh tokens. Undefined: generated at the first start. */
  readonly refreshKey: string | undefined;
  /** Whether the refresh cookie works on http://localhost only, for development. */
  readonly isDevelopmentCookie: boolean;
  /** How long verifiers may cache the JWKS, in seconds. A new key waits this long and a minute before it signs. */
  readonly jwksMaxAge: number;
  readonly rateLimits: RateLimits;
  /** Window of the rate limits, in milliseconds. Further requests are rejected for another window. */
  readonly rateLimitWindowMs: number;
  /** Proxies whose X-Forwarded-For header is trusted. Undefined: none. */
  readonly trustProxy: TrustedProxies | undefined;
  readonly logLevel: LogLevel;
  /** How long the API keeps serving after SIGTERM, in milliseconds, so that a load balancer notices. */
  readonly shutdownDelayMs: number;
}

/** The audience of this API. */
export const API_AUDIENCE = 'urn:portcullis:sample-api';

/**
 * Derives the settings from the environment.
 *
 * @param started - the local provider, if it was started with the API
 */
export function settingsFrom(
  environment: Environment,
  started?: { readonly issuer: string; readonly jwksUri: string },
): SampleSettings {
  return Object.freeze({
    issuer: environment.JWT_ISSUER,
    audience: API_AUDIENCE,
    algorithm: environment.JWT_ALGORITHM,
    secret: environment.JWT_SECRET ?? randomBytes(32).toString('base64url'),
    isSecretGenerated: environment.JWT_SECRET === undefined,
    provider: providerOf(environment, started),
    databaseUrl: environment.DATABASE_URL,
    dataDir: environment.DATA_DIR,
    redisUrl: environment.REDIS_URL,
    redisPrefix: environment.REDIS_PREFIX,
    keyEncryptionKeys: environment.PORTCULLIS_KEK,
    refreshKey: environment.REFRESH_KEY,
    isDevelopmentCookie: environment.REFRESH_COOKIE === 'development',
    jwksMaxAge: environment.JWKS_MAX_AGE,
    rateLimits: {
      login: environment.LOGIN_RATE_LIMIT,
      refresh: environment.REFRESH_RATE_LIMIT,
      provider: environment.PROVIDER_RATE_LIMIT,
    },
    rateLimitWindowMs: environment.RATE_LIMIT_WINDOW * 1000,
    trustProxy: environment.TRUST_PROXY,
    logLevel: environment.LOG_LEVEL,
    shutdownDelayMs: environment.SHUTDOWN_DELAY * 1000,
  });
}

function providerOf(
  environment: Environment,
  started: { readonly issuer: string; readonly jwksUri: string } | undefined,
): ProviderSettings | undefined {
  const issuer = environment.OIDC_ISSUER ?? started?.issuer;
  if (issuer === undefined) return undefined;
  const clientId = environment.OIDC_CLIENT_ID;
  return {
    issuer,
    clientId,
    clientSecret: environment.OIDC_CLIENT_SECRET,
    jwksUri: environment.OIDC_JWKS_URI ?? started?.jwksUri ?? defaultJwksUri(issuer, clientId),
    redirectUri: environment.OIDC_REDIRECT_URI,
  };
}

function defaultJwksUri(issuer: string, clientId: string): string {
  const preset = google({ clientId });
  return issuer === preset.issuer ? preset.jwksUri : `${issuer.replace(/\/$/, '')}/jwks`;
}

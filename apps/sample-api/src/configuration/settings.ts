import { randomBytes } from 'node:crypto';
import { google } from '@portcullis/core';
import type { SigningAlgorithm } from '@portcullis/nest/issuer';
import type { LogLevel } from '../log/log.js';
import type { Environment } from './environment.js';
import type { TrustedProxies } from './proxies.js';

/** The provider whose users may sign in, and where its keys are. */
export interface ProviderSettings {
  readonly issuer: string;
  readonly clientId: string;
  /** None for a public client, which PKCE alone protects. */
  readonly clientSecret?: string | undefined;
  readonly jwksUri: string;
  /** Where it sends browsers back to. Default: `/auth/callback` of the name of this machine that was asked. */
  readonly redirectUri?: string | undefined;
}

/** How many requests of one client address are taken within the window, by each process. */
export interface RateLimits {
  /** Sign-ins with a password or an ID token. */
  readonly login: number;
  /** Refreshes, logouts and demonstration sessions. */
  readonly refresh: number;
  /** Steps of a sign-in with the identity provider. */
  readonly provider: number;
}

/** What the sample API is built from. */
export interface SampleSettings {
  /** `iss` of the tokens that this API signs. */
  readonly issuer: string;
  /** `aud` that a token must have to be taken here. */
  readonly audience: string;
  readonly algorithm: SigningAlgorithm;
  /** The secret of the internal issuer and, with HS256, of this API's own tokens. */
  readonly secret: string;
  /** Whether the secret was made for this start. */
  readonly isSecretGenerated: boolean;
  /** Undefined where no provider is trusted. */
  readonly provider: ProviderSettings | undefined;
  readonly databaseUrl: string | undefined;
  readonly dataDir: string;
  /** Where sessions, signing keys and revocations are kept, if not in the database. */
  readonly redisUrl: string | undefined;
  /** What the names of all keys in Redis begin with. */
  readonly redisPrefix: string;
  /** What signing keys are sealed with. Undefined: made at the first start. */
  readonly keyEncryptionKeys: string | undefined;
  /** What refresh tokens are derived with. Undefined: made at the first start. */
  readonly refreshKey: string | undefined;
  /** Whether the refresh cookie is the one for development, on http://localhost alone. */
  readonly isDevelopmentCookie: boolean;
  /** How long verifiers may keep the JWKS, in seconds: so long, and a minute, a new key waits until it signs. */
  readonly jwksMaxAge: number;
  readonly rateLimits: RateLimits;
  /** In milliseconds: so long the limits count, and so long who goes on is refused. */
  readonly rateLimitWindowMs: number;
  /** Whose word on the client's address is taken: so many proxies, or those at these addresses. Undefined: nobody's. */
  readonly trustProxy: TrustedProxies | undefined;
  readonly logLevel: LogLevel;
  /** How long the API goes on after it was told to end, in milliseconds, so that a balancer notices. */
  readonly shutdownDelayMs: number;
}

/** `aud` of this API. */
export const API_AUDIENCE = 'urn:portcullis:sample-api';

/**
 * Settings from the environment.
 *
 * @param started the provider that was started beside the API, if one was
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

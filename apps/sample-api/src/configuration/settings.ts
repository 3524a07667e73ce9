import { randomBytes } from 'node:crypto';
import { google } from '@portcullis/core';
import type { SigningAlgorithm } from '@portcullis/nest/issuer';
import type { Environment } from './environment.js';

/** The provider whose users may sign in, and where its keys are. */
export interface ProviderSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly jwksUri: string;
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
}

/** `iss` of tokens that services of one's own sign for one another with the shared secret. */
export const INTERNAL_ISSUER = 'urn:portcullis:internal';
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
  });
}

function providerOf(
  { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_JWKS_URI }: Environment,
  started: { readonly issuer: string; readonly jwksUri: string } | undefined,
): ProviderSettings | undefined {
  const issuer = OIDC_ISSUER ?? started?.issuer;
  if (issuer === undefined) return undefined;
  const clientId = OIDC_CLIENT_ID;
  const jwksUri = OIDC_JWKS_URI ?? started?.jwksUri ?? defaultJwksUri(issuer, clientId);
  return { issuer, clientId, jwksUri };
}

function defaultJwksUri(issuer: string, clientId: string): string {
  const preset = google({ clientId });
  return issuer === preset.issuer ? preset.jwksUri : `${issuer.replace(/\/$/, '')}/jwks`;
}

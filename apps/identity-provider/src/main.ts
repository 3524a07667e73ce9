/**
 * Runs the identity provider as its own process. Environment: PORT (default 4000), OIDC_CLIENT_ID, OIDC_REDIRECT_URIS
 * (comma-separated) and API_AUDIENCE. The others default to the options' defaults.
 */
import { randomBytes } from 'node:crypto';
import { DEMO_ACCOUNTS } from './demo-accounts.js';
import { startIdentityProvider, type IdentityProvider } from './identity-provider.js';
import type { IdentityProviderOptions } from './options.js';

const adminToken = randomBytes(24).toString('base64url');
try {
  const provider = await startIdentityProvider({ ...optionsFromEnvironment(), adminToken });
  announce(provider);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void provider.stop());
  }
} catch (error) {
  console.error(
    `The identity provider failed to start: ${error instanceof Error ? error.message : String(error)}`,
  );
  process.exitCode = 1;
}

function optionsFromEnvironment(): IdentityProviderOptions {
  const { PORT, OIDC_CLIENT_ID, OIDC_REDIRECT_URIS, API_AUDIENCE } = process.env;
  return {
    port: portFrom(PORT),
    ...(OIDC_CLIENT_ID && { clientId: OIDC_CLIENT_ID }),
    ...(OIDC_REDIRECT_URIS && {
      redirectUris: OIDC_REDIRECT_URIS.split(',').map((uri) => uri.trim()),
    }),
    ...(API_AUDIENCE && { apiAudience: API_AUDIENCE }),
  };
}

function portFrom(text = '4000'): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new TypeError(
    `PORT: received ${JSON.stringify(text)}, expected a whole number from 0 to 65535`,
  );
}

function announce({ issuer, clientId, apiAudience }: IdentityProvider): void {
  console.log(`Identity provider at ${issuer}

  discovery     ${issuer}/.well-known/openid-configuration
  client id     ${clientId} (public, PKCE)
  API audience  ${apiAudience}
  accounts      ${DEMO_ACCOUNTS.map(({ email, role }) => `${email} (${role})`).join(', ')}

To rotate the signing key:
  curl -X POST -H 'Authorization: Bearer ${adminToken}' ${issuer}/rotate-keys

Press Ctrl-C to stop.`);
}

/** The trusted issuers: this API, your own services, and the identity provider. Each has its own keys. */
import type { IssuerOptions } from '@portcullis/nest';
import { google } from '@portcullis/nest';
import type { OwnIssuerOptions } from '@portcullis/nest/issuer';
import { type ProviderSettings, type SampleSettings } from './settings.js';
import { INTERNAL_ISSUER } from './internal-issuer.js';

/** Returns the trusted issuers of access tokens. */
export function trustedIssuers(
  settings: SampleSettings,
  { issuer, audience, keys }: OwnIssuerOptions,
): readonly IssuerOptions[] {
  const { secret, provider } = settings;
  return [
    // No `algorithms`: each key is bound to one, and older keys may have another algorithm than JWT_ALGORITHM.
    { issuer, audience, keys },
    { issuer: INTERNAL_ISSUER, audience, secret },
    // Not Google: anyone can get a Google ID token for any audience, and Google's access tokens are not JWTs.
    ...(provider === undefined || isGoogle(provider)
      ? []
      : [{ ...remoteKeys(provider), audience }]),
  ];
}

/** Names of our own issuers, for `@AcceptIssuers`. */
export function issuerNames({ issuer }: SampleSettings): Readonly<Record<string, string>> {
  return { sample: issuer, internal: INTERNAL_ISSUER };
}

/** Returns the issuer of ID tokens. They are used for sign-in only. */
export function idTokenIssuer(provider: ProviderSettings): IssuerOptions {
  const { clientId, jwksUri } = provider;
  // The preset adds Google's further rules for ID tokens, such as the authorized party.
  if (isGoogle(provider)) return { ...google({ clientId }), jwksUri };
  return { ...remoteKeys(provider), audience: clientId, tokenType: 'id' };
}

/** Whether the provider is Google. */
export function isGoogle({ issuer, clientId }: ProviderSettings): boolean {
  return issuer === google({ clientId }).issuer;
}

function remoteKeys({ issuer, jwksUri }: ProviderSettings) {
  return { issuer, jwksUri, algorithms: ['RS256'] } as const;
}

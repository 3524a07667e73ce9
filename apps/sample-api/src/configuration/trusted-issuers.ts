/** Whom the API trusts: itself, services of one's own, and the identity provider. Each with keys of its own. */
import { google, type IssuerOptions } from '@portcullis/core';
import type { OwnIssuerOptions } from '@portcullis/nest/issuer';
import { type ProviderSettings, type SampleSettings } from './settings.js';
import { INTERNAL_ISSUER } from './internal-issuer.js';

/** The issuers of access tokens. */
export function trustedIssuers(
  settings: SampleSettings,
  { issuer, audience, keys }: OwnIssuerOptions,
): readonly IssuerOptions[] {
  const { secret, provider } = settings;
  return [
    // No algorithm is named: each key of the ring is for one, and keys of the one before JWT_ALGORITHM are in it still.
    { issuer, audience, keys },
    { issuer: INTERNAL_ISSUER, audience, secret },
    // Google gives an ID token for any audience to whoever asks for one, and none of its access tokens is a JWT.
    ...(provider === undefined || isGoogle(provider)
      ? []
      : [{ ...remoteKeys(provider), audience }]),
  ];
}

/** The names that handlers know our own issuers by. */
export function issuerNames({ issuer }: SampleSettings): Readonly<Record<string, string>> {
  return { sample: issuer, internal: INTERNAL_ISSUER };
}

/** The issuer of ID tokens, which say who signed in and open nothing else. */
export function idTokenIssuer(provider: ProviderSettings): IssuerOptions {
  const { clientId, jwksUri } = provider;
  // The preset knows more of Google than where its keys are: who else gets tokens from it.
  if (isGoogle(provider)) return { ...google({ clientId }), jwksUri };
  return { ...remoteKeys(provider), audience: clientId, tokenType: 'id' };
}

/** Whether it is the real Google. */
export function isGoogle({ issuer, clientId }: ProviderSettings): boolean {
  return issuer === google({ clientId }).issuer;
}

function remoteKeys({ issuer, jwksUri }: ProviderSettings) {
  return { issuer, jwksUri, algorithms: ['RS256'] } as const;
}

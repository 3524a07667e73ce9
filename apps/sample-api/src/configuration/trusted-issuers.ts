/** Whom the API trusts: itself, services of one's own, and the identity provider. Each with keys of its own. */
import type { IssuerOptions } from '@portcullis/core';
import type { IssuerKeys } from '@portcullis/nest/issuer';
import { INTERNAL_ISSUER, type ProviderSettings, type SampleSettings } from './settings.js';

/** The issuers of access tokens. */
export function trustedIssuers(
  settings: SampleSettings,
  own: IssuerKeys,
): readonly IssuerOptions[] {
  const { issuer, audience, algorithm, secret, provider } = settings;
  return [
    { issuer, audience, keys: own, algorithms: [algorithm] },
    { issuer: INTERNAL_ISSUER, audience, secret },
    ...(provider === undefined ? [] : [{ ...remoteKeys(provider), audience }]),
  ];
}

/**
 * The issuer of ID tokens, which say who signed in and open nothing else. For the real Google this is
 * `google({ clientId })`.
 */
export function idTokenIssuer(provider: ProviderSettings): IssuerOptions {
  return { ...remoteKeys(provider), audience: provider.clientId, tokenType: 'id' };
}

function remoteKeys({ issuer, jwksUri }: ProviderSettings) {
  return { issuer, jwksUri, algorithms: ['RS256'] } as const;
}

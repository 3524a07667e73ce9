/** Tokens to send to a route. */
import { segmentOfText } from '../token/base64url.js';
import { segmentsOf } from '../token/decode.js';
import { corrupt } from '../token/tampering.js';
import type { Options } from '../sign-in/options.js';

/** A choice of token. */
export type TokenChoice = 'mine' | 'none' | 'corrupted' | 'foreign';

/** The choices with their descriptions. */
export const CHOICES: readonly {
  readonly choice: TokenChoice;
  readonly name: string;
  readonly about: string;
}[] = [
  { choice: 'mine', name: 'My access token', about: 'Its role decides.' },
  { choice: 'none', name: 'No token', about: 'Like a visitor who is not signed in.' },
  {
    choice: 'corrupted',
    name: 'A corrupted token',
    about: 'One character of the signature is changed.',
  },
  {
    choice: 'foreign',
    name: 'A token that names the identity provider',
    about:
      'Invented by this page. To check it, the API needs the provider’s keys: it returns 401 if it has them, ' +
      'and 503 if the provider is down.',
  },
];

/** Returns the token of a choice; undefined for no token. */
export function tokenOf(
  choice: TokenChoice,
  accessToken: string | undefined,
  options: Options | undefined,
): string | undefined {
  switch (choice) {
    case 'mine':
      return accessToken;
    case 'none':
      return undefined;
    case 'corrupted':
      return corrupted(accessToken ?? foreignToken(options));
    case 'foreign':
      return foreignToken(options);
  }
}

function corrupted(token: string): string {
  const { header, payload, signature } = segmentsOf(token);
  return `${header}.${payload}.${corrupt(signature)}`;
}

const HOUR = 3600;

/** An unsigned token that names the provider, so that the API fetches the provider's keys to check it. */
function foreignToken(options: Options | undefined): string {
  const iss = options?.identity_provider?.issuer ?? options?.issuer ?? '';
  const now = Math.floor(Date.now() / 1000);
  const header = { alg: 'RS256', typ: 'JWT', kid: `made-up-${crypto.randomUUID()}` };
  const payload = { iss, aud: options?.audience, sub: 'nobody', iat: now, exp: now + HOUR };
  const [first, second] = [header, payload].map((part) => segmentOfText(JSON.stringify(part)));
  return `${first}.${second}.${'A'.repeat(342)}`;
}

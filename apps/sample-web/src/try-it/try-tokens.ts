/** What can be sent as a token, to see what becomes of it. */
import { segmentOfText } from '../token/base64url.js';
import { segmentsOf } from '../token/decode.js';
import { spoil } from '../token/tampering.js';
import type { Options } from '../sign-in/options.js';

/** A choice of token. */
export type TokenChoice = 'mine' | 'none' | 'spoiled' | 'foreign';

/** The choices, with what is said of each. */
export const CHOICES: readonly {
  readonly choice: TokenChoice;
  readonly name: string;
  readonly about: string;
}[] = [
  { choice: 'mine', name: 'My access token', about: 'The role in it decides.' },
  { choice: 'none', name: 'No token', about: 'As somebody who is not signed in.' },
  { choice: 'spoiled', name: 'A spoiled token', about: 'One letter of the signature is another.' },
  {
    choice: 'foreign',
    name: 'A token that names the identity provider',
    about:
      'Made up by this page. To judge it, the API needs the provider’s keys: it answers 401 while it can have ' +
      'them, and 503 while the provider is down.',
  },
];

/** The token of a choice; undefined where none is sent. */
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
    case 'spoiled':
      return spoiled(accessToken ?? foreignToken(options));
    case 'foreign':
      return foreignToken(options);
  }
}

function spoiled(token: string): string {
  const { header, payload, signature } = segmentsOf(token);
  return `${header}.${payload}.${spoil(signature)}`;
}

const HOUR = 3600;

/** Nobody has signed it: what counts is whose keys the API asks for to find that out. */
function foreignToken(options: Options | undefined): string {
  const iss = options?.identity_provider?.issuer ?? options?.issuer ?? '';
  const now = Math.floor(Date.now() / 1000);
  const header = { alg: 'RS256', typ: 'JWT', kid: `made-up-${crypto.randomUUID()}` };
  const payload = { iss, aud: options?.audience, sub: 'nobody', iat: now, exp: now + HOUR };
  const [first, second] = [header, payload].map((part) => segmentOfText(JSON.stringify(part)));
  return `${first}.${second}.${'A'.repeat(342)}`;
}

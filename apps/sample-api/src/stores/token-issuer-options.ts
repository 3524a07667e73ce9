import type { Accounts } from '@portcullis/accounts';
import type { TokenGrant, TokenIssuerModuleOptions } from '@portcullis/nest/issuer';
import { inReach } from '../in-reach.js';
import type { TokenStores } from './token-stores.js';
import type { IssuerSecrets } from '../configuration/issuer-secrets.js';
import type { SampleSettings } from '../configuration/settings.js';
import { signingKeyOf } from '../configuration/signing-key.js';

/** What the sample's issuer is made of. */
export interface IssuerMaterial {
  readonly stores: TokenStores;
  readonly secrets: IssuerSecrets;
  readonly accounts: Accounts;
}

/** The options of `TokenIssuerModule`. */
export async function tokenIssuerOptions(
  settings: SampleSettings,
  { stores, secrets, accounts }: IssuerMaterial,
): Promise<TokenIssuerModuleOptions> {
  const { issuer, audience, algorithm, isDevelopmentCookie } = settings;
  return {
    issuer,
    audience,
    algorithm,
    ...(await keysOf(settings, stores, secrets)),
    sessions: { store: stores.sessions, refreshKey: secrets.refreshKeys },
    // A store that is out of reach for some minutes is no reason to refuse everybody: tokens live for 15 anyway.
    revocations: { store: stores.revocations, maxStaleness: '5m' },
    grant: (subject) => grantOf(accounts, subject),
    cookie: { development: isDevelopmentCookie },
  };
}

/** Services that share JWT_SECRET verify with it, so HS256 signs with nothing else: its ring is this process's own. */
async function keysOf(settings: SampleSettings, stores: TokenStores, secrets: IssuerSecrets) {
  const key = await signingKeyOf(settings);
  if (key) return { key, keyRing: { rotateEvery: '366d' } } as const;
  const { keyEncryptionKeys } = secrets;
  return {
    keyStore: stores.keys,
    keyRing: { keyEncryptionKeys, jwksMaxAge: settings.jwksMaxAge },
  };
}

/** Read afresh at each sign-in and refresh: who was given another role has it with the next access token. */
async function grantOf(accounts: Accounts, subject: string): Promise<TokenGrant | undefined> {
  const user = await inReach('the accounts', () => accounts.findById(subject));
  return user && { claims: { role: user.role, name: user.name } };
}

import type { Accounts } from '@portcullis/accounts';
import {
  MemoryKeyStore,
  type IssuerKeyOptions,
  type TokenGrant,
  type TokenIssuerModuleOptions,
} from '@portcullis/nest/issuer';
import { callStore } from '../call-store.js';
import type { TokenStores } from './token-stores.js';
import type { IssuerSecrets } from '../configuration/issuer-secrets.js';
import type { SampleSettings } from '../configuration/settings.js';
import { signingKeyOf } from '../configuration/signing-key.js';

/** Dependencies of the issuer. */
export interface IssuerMaterial {
  readonly stores: TokenStores;
  readonly secrets: IssuerSecrets;
  readonly accounts: Accounts;
}

/** Builds the options of `TokenIssuerModule`. */
export async function tokenIssuerOptions(
  settings: SampleSettings,
  { stores, secrets, accounts }: IssuerMaterial,
): Promise<TokenIssuerModuleOptions> {
  const { issuer, audience, isDevelopmentCookie } = settings;
  return {
    issuer,
    audience,
    store: stores.store,
    keys: await keysOf(settings, secrets),
    sessions: { refreshKey: secrets.refreshKeys },
    // Access tokens live for 15 minutes, so a store outage of a few minutes need not reject everyone.
    revocations: { maxStaleness: '5m' },
    grant: (subject) => grantOf(accounts, subject),
    cookie: { development: isDevelopmentCookie },
  };
}

/** HS256 signs with JWT_SECRET only, since other services verify with it. Its key is not stored and does not rotate. */
async function keysOf(
  settings: SampleSettings,
  { keyEncryptionKeys }: IssuerSecrets,
): Promise<IssuerKeyOptions> {
  const { algorithm, jwksMaxAge } = settings;
  const initialKey = await signingKeyOf(settings);
  if (initialKey) {
    return { algorithm, initialKey, store: new MemoryKeyStore(), rotateEvery: '366d' };
  }
  return { algorithm, keyEncryptionKeys, jwksMaxAge };
}

/** Reads the role at each sign-in and refresh, so that a changed role takes effect with the next access token. */
async function grantOf(accounts: Accounts, subject: string): Promise<TokenGrant | undefined> {
  const user = await callStore('the accounts', () => accounts.findById(subject));
  return user && { claims: { role: user.role, name: user.name } };
}

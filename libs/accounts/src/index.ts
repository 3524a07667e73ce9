/** Users, argon2id password hashing, credential checks. */
export { Accounts, openAccounts } from './accounts.js';
export type { AccountsOptions, FederatedIdentity, ListOptions, NewAccount } from './accounts.js';
export { AccountError } from './errors.js';
export type { AccountErrorCode } from './errors.js';
export type { PasswordHasher } from './password-hasher.js';
export { argon2id } from './password-hasher.js';
export type { User } from './user.js';
export { PASSWORD_MAX_BYTES, PASSWORD_MIN_CHARACTERS } from './validation.js';

/** Reasons why an account is not created or changed. */
export type AccountErrorCode =
  'ERR_ACCOUNT_INVALID' | 'ERR_ACCOUNT_EMAIL_TAKEN' | 'ERR_ACCOUNT_EMAIL_UNVERIFIED';

/** An account could not be created or changed. The message is safe to show to the user. */
export class AccountError extends Error {
  override readonly name = 'AccountError';

  constructor(
    readonly code: AccountErrorCode,
    message: string,
    /** The invalid field, if any. */
    readonly field?: 'email' | 'name' | 'password' | 'role' | 'issuer' | 'subject',
  ) {
    super(message);
  }
}

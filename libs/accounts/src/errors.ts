/** Why an account was not made. */
export type AccountErrorCode =
  'ERR_ACCOUNT_INVALID' | 'ERR_ACCOUNT_EMAIL_TAKEN' | 'ERR_ACCOUNT_EMAIL_UNVERIFIED';

/** An account can't be made as asked. The message is fit for the person who asked; it holds no secret. */
export class AccountError extends Error {
  override readonly name = 'AccountError';

  constructor(
    readonly code: AccountErrorCode,
    message: string,
    /** The field at fault, when one is. */
    readonly field?: 'email' | 'name' | 'password' | 'role' | 'issuer' | 'subject',
  ) {
    super(message);
  }
}

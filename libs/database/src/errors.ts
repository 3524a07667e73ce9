/** Reasons why the database could not be opened. */
export type DatabaseErrorCode =
  | 'ERR_DATABASE_OPTIONS'
  | 'ERR_DATABASE_URL'
  | 'ERR_DATABASE_UNREACHABLE'
  | 'ERR_DATABASE_DATA_DIR'
  | 'ERR_DATABASE_IN_USE'
  | 'ERR_DATABASE_MIGRATION';

/**
 * The database could not be opened. The message says what is wrong and how to fix it. Neither the message nor `cause`
 * contains a password.
 */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError';

  constructor(
    readonly code: DatabaseErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/**
 * Returns the message of an error, or its code when the message is empty. Checks properties instead of classes, since an
 * error may come from another realm.
 */
export function reasonOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error);
  if ('errors' in error && Array.isArray(error.errors) && error.errors.length > 0) {
    return reasonOf(error.errors[0]);
  }
  if ('message' in error && typeof error.message === 'string' && error.message) {
    return error.message;
  }
  return codeOf(error) ?? 'unknown error';
}

/** Returns the `code` of a system or SQL error. */
export function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return String(error.code);
}

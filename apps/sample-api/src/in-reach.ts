import { StoreUnavailableError } from '@portcullis/nest/issuer';

/**
 * Asks the database. What it throws is answered with 503 and `Retry-After`, and never holds a statement or a value.
 *
 * @param expected which errors are answers, and pass as they are
 */
export async function inReach<T>(
  what: string,
  ask: () => Promise<T>,
  expected: (error: unknown) => boolean = () => false,
): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw expected(error) ? error : new StoreUnavailableError(what, error);
  }
}

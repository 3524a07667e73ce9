import { StoreUnavailableError } from '@portcullis/nest/issuer';

/**
 * Calls a store. Its errors become 503 with `Retry-After`, without any statement or value.
 *
 * @param expected - reports which errors are results, to be passed on unchanged
 */
export async function callStore<T>(
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

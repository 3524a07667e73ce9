import { PortcullisError, type ErrorCode } from '../../src/index.js';

export type Verdict = 'accepted' | ErrorCode;

/** The verdict: `accepted`, or the code of the rejection. Throws any other error, which is a bug. */
export async function verdictOf(work: () => unknown): Promise<Verdict> {
  const error = await errorOf(work);
  return error === undefined ? 'accepted' : error.code;
}

/** The rejection, or undefined when the token is accepted. */
export async function errorOf(work: () => unknown): Promise<PortcullisError | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (error instanceof PortcullisError) return error;
    throw error;
  }
}

/** The same, for a synchronous call. */
export function verdictNow(work: () => unknown): Verdict {
  try {
    work();
    return 'accepted';
  } catch (error) {
    if (error instanceof PortcullisError) return error.code;
    throw error;
  }
}

import { PortcullisError, type ErrorCode } from '../../src/index.js';

export type Verdict = 'accepted' | ErrorCode;

/** What became of it: accepted, or the code of the refusal. Any other error is a bug, and thrown. */
export async function verdictOf(work: () => unknown): Promise<Verdict> {
  const error = await errorOf(work);
  return error === undefined ? 'accepted' : error.code;
}

/** The refusal, or undefined when there is none. */
export async function errorOf(work: () => unknown): Promise<PortcullisError | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (error instanceof PortcullisError) return error;
    throw error;
  }
}

/** The same, for what answers at once. */
export function verdictNow(work: () => unknown): Verdict {
  try {
    work();
    return 'accepted';
  } catch (error) {
    if (error instanceof PortcullisError) return error.code;
    throw error;
  }
}

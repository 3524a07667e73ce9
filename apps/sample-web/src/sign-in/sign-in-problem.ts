import type { Answer } from '../http/answer.js';
import { durationInWords, timeInWords } from '../words/time.js';

/** A failed sign-in. */
export interface RefusedSignIn {
  readonly answer: Answer;
  /** Time of the response in seconds since the epoch, rounded up, so that a retry is not too early. */
  readonly at: number;
}

/** Returns when to retry, in seconds since the epoch; undefined without Retry-After. */
export function tryAgainAt({ answer, at }: RefusedSignIn): number | undefined {
  return answer.retryAfter === undefined ? undefined : at + answer.retryAfter;
}

/**
 * Explains why a sign-in failed. The text does not change while the user waits, so that it is announced once.
 *
 * @param timeZone - default: time zone of the browser
 */
export function signInProblem(refused: RefusedSignIn, timeZone?: string): string {
  switch (refused.answer.status) {
    case 0:
      return 'The API did not respond. Is it still running?';
    case 400:
    case 401:
      return 'E-mail or password is wrong. The API does not say which, so that attackers cannot find accounts.';
    case 403:
      return 'The API accepts sign-ins only from its own page. Open the page at the address that the API printed.';
    case 429:
      return `Too many attempts. ${waitInWords(refused, timeZone)}, then try again.`;
    case 503:
      return `Something that the API needs is unavailable. ${waitInWords(refused, timeZone)}, then try again.`;
    default:
      return 'Something went wrong in the API. See its log for details.';
  }
}

function waitInWords(refused: RefusedSignIn, timeZone: string | undefined): string {
  const { retryAfter } = refused.answer;
  const until = tryAgainAt(refused);
  if (retryAfter === undefined || until === undefined) return 'Wait a moment';
  return `Wait ${durationInWords(retryAfter)}, until ${timeInWords(until, timeZone)}`;
}

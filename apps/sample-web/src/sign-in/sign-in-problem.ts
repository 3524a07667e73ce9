import type { Answer } from '../http/answer.js';
import { durationInWords, timeInWords } from '../words/time.js';

/** A sign-in that did not succeed. */
export interface RefusedSignIn {
  readonly answer: Answer;
  /** When the answer came, in whole seconds since the epoch, rounded up: nobody is sent back too early. */
  readonly at: number;
}

/** When the API said to try again; undefined where it did not say. */
export function tryAgainAt({ answer, at }: RefusedSignIn): number | undefined {
  return answer.retryAfter === undefined ? undefined : at + answer.retryAfter;
}

/**
 * Why a sign-in did not succeed, as far as the API says. It stays the same for as long as one has to wait, so that it is
 * read out once.
 *
 * @param timeZone default: that of the browser
 */
export function signInProblem(refused: RefusedSignIn, timeZone?: string): string {
  switch (refused.answer.status) {
    case 0:
      return 'The API can’t be reached. Is it still running?';
    case 400:
    case 401:
      return 'E-mail or password is wrong. Which of them is not said: that would help to guess.';
    case 403:
      return 'The API takes a sign-in from its own page alone. Open the page at the address that the start printed.';
    case 429:
      return `Too many attempts. ${waitInWords(refused, timeZone)}, then try again.`;
    case 503:
      return `What the API needs for that is out of reach. ${waitInWords(refused, timeZone)}, then try again.`;
    default:
      return 'Something went wrong in the API. Its log says more.';
  }
}

function waitInWords(refused: RefusedSignIn, timeZone: string | undefined): string {
  const { retryAfter } = refused.answer;
  const until = tryAgainAt(refused);
  if (retryAfter === undefined || until === undefined) return 'Wait a little';
  return `Wait ${durationInWords(retryAfter)}, until ${timeInWords(until, timeZone)}`;
}

import type { Answer } from '../http/answer.js';
import { durationInWords } from '../words/time.js';

/** Why a sign-in did not succeed, as far as the API says. */
export function signInProblem({ status, retryAfter }: Answer): string {
  const wait = retryAfter === undefined ? 'Wait a little' : `Wait ${durationInWords(retryAfter)}`;
  switch (status) {
    case 0:
      return 'The API can’t be reached. Is it still running?';
    case 400:
    case 401:
      return 'E-mail or password is wrong. Which of them is not said: that would help to guess.';
    case 403:
      return 'The API takes a sign-in from its own page alone. Open the page at the address that the start printed.';
    case 429:
      return `Too many attempts. ${wait}, then try again.`;
    case 503:
      return `What the API needs for that is out of reach. ${wait}, then try again.`;
    default:
      return 'Something went wrong in the API. Its log says more.';
  }
}

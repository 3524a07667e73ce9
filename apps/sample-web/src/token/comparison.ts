import { isSuccess, type Answer } from '../http/answer.js';
import type { Step } from './step.js';

/** Compares the result of the browser with the response of the API. */
export function comparison(steps: readonly Step[], answer: Answer): string {
  const failing = steps.findIndex(({ state }) => state === 'failed');
  const found = steps[failing];
  const here = found
    ? `In this browser, step ${failing + 1} (${found.title}) failed.`
    : steps.every(({ state }) => state === 'passed')
      ? 'In this browser, every step passed.'
      : 'In this browser, no step failed, but some steps could not be checked.';
  return `${here} ${thereInWords(answer, found !== undefined)}`;
}

function thereInWords(answer: Answer, isRefusedHere: boolean): string {
  if (isSuccess(answer)) {
    return isRefusedHere
      ? 'The API accepts the token: it trusts more issuers than this page can check.'
      : 'The API accepts the token too.';
  }
  if (answer.status !== 401) return 'The API did not say whether the token is valid.';
  return isRefusedHere
    ? 'The API rejects the token too. It does not say why: its response is the same for every invalid token. The ' +
        'reason is in its log.'
    : 'The API rejects the token: it may have been revoked, which only the API can check.';
}

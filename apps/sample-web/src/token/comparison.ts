import { isSuccess, type Answer } from '../http/answer.js';
import type { Step } from './step.js';

/** What the browser found, beside what the API answered, in a sentence. */
export function comparison(steps: readonly Step[], answer: Answer): string {
  const failing = steps.findIndex(({ state }) => state === 'failed');
  const found = steps[failing];
  const here = found
    ? `Here, step ${failing + 1} (${found.title}) refuses it.`
    : steps.every(({ state }) => state === 'passed')
      ? 'Here, every step passes.'
      : 'Here, no step refuses it, but not every one could be made.';
  return `${here} ${thereInWords(answer, found !== undefined)}`;
}

function thereInWords(answer: Answer, isRefusedHere: boolean): string {
  if (isSuccess(answer)) {
    return isRefusedHere
      ? 'The API takes it: it trusts more issuers than this page can check.'
      : 'The API takes it, too.';
  }
  if (answer.status !== 401) return 'The API did not say whether it is good.';
  return isRefusedHere
    ? 'The API refuses it, too, and tells neither the step nor the reason: its answer is the same for every bad ' +
        'token. The reason is in its log.'
    : 'The API refuses it all the same: it may have been revoked, which only the API knows.';
}

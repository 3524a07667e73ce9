import type { Answer } from './answer.js';
import { AnswerPanel } from './answer-panel.js';

/** Where an answer appears, and is read out when it does. */
export function Result({ answer }: { readonly answer: Answer | undefined }) {
  return <div role="status">{answer && <AnswerPanel answer={answer} />}</div>;
}

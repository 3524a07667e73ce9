import type { Answer } from './answer.js';
import { AnswerPanel } from './answer-panel.js';

/** Shows a response and announces it to screen readers. */
export function Result({ answer }: { readonly answer: Answer | undefined }) {
  return <div role="status">{answer && <AnswerPanel answer={answer} />}</div>;
}

import type { Answer } from '../http/answer.js';
import { AnswerPanel } from '../http/answer-panel.js';
import { usePerson } from '../session/use-session.js';

/** Shown instead of data that the API did not return. */
export function Refused({ answer }: { readonly answer: Answer }) {
  const person = usePerson();
  return (
    <>
      {answer.status === 403 && (
        <p className="notice">
          Only admins can see this{person ? `, and your role is ${person.role}` : ''}. The API
          decides this, not the page:
        </p>
      )}
      <AnswerPanel answer={answer} />
    </>
  );
}

import type { Answer } from '../http/answer.js';
import { AnswerPanel } from '../http/answer-panel.js';
import { usePerson } from '../session/use-session.js';

/** What a view shows whose data the API refused. */
export function Refused({ answer }: { readonly answer: Answer }) {
  const person = usePerson();
  return (
    <>
      {answer.status === 403 && (
        <p className="notice">
          This is for admins{person ? `, and your role is ${person.role}` : ''}. The page asks all
          the same, since it is the API that decides:
        </p>
      )}
      <AnswerPanel answer={answer} />
    </>
  );
}

import { useEffect, useState } from 'react';
import type { Answer } from '../http/answer.js';
import { AnswerPanel } from '../http/answer-panel.js';
import { ask } from '../http/ask.js';
import { comparison } from './comparison.js';
import { isEdited, isSendable } from './draft.js';
import type { Step } from './step.js';
import type { DraftState } from './use-draft.js';

/** Shows the token to the API, and what the API makes of it beside what the browser made of it. */
export function SendToken({
  token,
  steps,
  state: { draft, restore },
}: {
  readonly token: string;
  readonly steps: readonly Step[];
  readonly state: DraftState;
}) {
  const [answer, setAnswer] = useState<Answer>();
  useEffect(() => setAnswer(undefined), [token]); // it was about another one
  const send = async () =>
    setAnswer(await ask({ method: 'GET', path: '/profile', token, cookies: false }));
  return (
    <>
      <h3>What the API says</h3>
      <p className="hint">
        {isEdited(draft) ? 'You have changed this token. ' : ''}
        “Send this token” shows it to this sample’s <code>GET /profile</code>, and to nobody else.
      </p>
      <div className="buttons">
        <button
          type="button"
          className="primary"
          disabled={!isSendable(token)}
          onClick={() => void send()}
        >
          Send this token
        </button>
        <button type="button" onClick={restore}>
          Restore the token
        </button>
      </div>
      <div role="status">
        {answer && (
          <>
            <p>{comparison(steps, answer)}</p>
            <AnswerPanel answer={answer} />
          </>
        )}
      </div>
    </>
  );
}

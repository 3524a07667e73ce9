import { useEffect, useState } from 'react';
import type { Answer } from '../http/answer.js';
import { AnswerPanel } from '../http/answer-panel.js';
import { ask } from '../http/ask.js';
import { comparison } from './comparison.js';
import { isEdited, isSendable } from './draft.js';
import type { Step } from './step.js';
import type { DraftState } from './use-draft.js';

/** Sends the token to the API, and compares the response with the checks of the browser. */
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
  useEffect(() => setAnswer(undefined), [token]); // the answer belongs to the previous token
  const send = async () =>
    setAnswer(await ask({ method: 'GET', path: '/profile', token, cookies: false }));
  return (
    <>
      <h3>What the API says</h3>
      <p className="hint">
        {isEdited(draft) ? 'You have changed this token. ' : ''}
        “Send this token” sends it to <code>GET /profile</code> of this sample, and nowhere else.
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

import type { Answer } from './answer.js';
import { challengeInWords } from './challenge.js';
import { StatusBadge } from './status-badge.js';
import { statusMeaning } from './status-in-words.js';
import { durationInWords } from '../words/time.js';

/** Shows a response: status, challenge and body, with explanations. */
export function AnswerPanel({ answer }: { readonly answer: Answer }) {
  const { status, challenge, retryAfter, body } = answer;
  return (
    <div className="answer">
      <p>
        <strong>
          <StatusBadge status={status} />
        </strong>{' '}
        {statusMeaning(status)}
      </p>
      {challenge !== undefined && <ChallengeInWords header={challenge} />}
      {retryAfter !== undefined && (
        <p>
          <code>Retry-After: {retryAfter}</code> Retry in {durationInWords(retryAfter)}.
        </p>
      )}
      <Body body={body} />
    </div>
  );
}

function ChallengeInWords({ header }: { readonly header: string }) {
  return (
    <>
      <p>
        <code>WWW-Authenticate: {header}</code>
      </p>
      <ul className="read-out">
        {challengeInWords(header).map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </>
  );
}

/** Focusable, so that a long body can be scrolled with the keyboard. */
function Body({ body }: { readonly body: unknown }) {
  if (body === undefined || body === '') return null;
  return (
    <pre tabIndex={0} aria-label="Response body">
      {typeof body === 'string' ? body : JSON.stringify(body, undefined, 2)}
    </pre>
  );
}

import { useState } from 'react';
import { isSuccess, type Answer } from '../http/answer.js';
import { AnswerPanel } from '../http/answer-panel.js';
import { statusName } from '../http/status-in-words.js';
import { useAnswer, usePublicAnswer } from '../http/use-answer.js';
import { useSession } from '../session/use-session.js';
import { News } from '../shell/news.js';
import { PageTitle } from '../shell/page-title.js';
import { Refused } from '../shell/refused.js';
import { SignedInOnly } from '../shell/signed-in-only.js';
import { dateInWords, durationInWords, secondsOf } from '../words/time.js';
import { KeyTable } from './key-table.js';
import { RequestCounter } from './request-counter.js';
import { ringIn } from './ring.js';
import { TimelinePicture } from './timeline-picture.js';

/** The signing keys, their rotation, and that nobody notices it. */
export function KeysView() {
  return (
    <>
      <PageTitle lead="The keys that sign tokens take turns, so that a stolen one is not good for long. No request fails meanwhile.">
        Keys
      </PageTitle>
      <SignedInOnly what="The ring of keys">
        <KeyRing />
      </SignedInOnly>
    </>
  );
}

function KeyRing() {
  const { answer, reload } = useAnswer('/admin/keys');
  const jwks = usePublicAnswer('/.well-known/jwks.json');
  const ring = ringIn(answer);
  if (!answer) return <p className="hint">The keys are on their way…</p>;
  if (!ring) return <Refused answer={answer} />;
  const reloadAll = async () => {
    await Promise.all([reload(), jwks.reload()]);
  };
  return (
    <>
      <section aria-labelledby="ring">
        <h2 id="ring">The ring</h2>
        <TimelinePicture ring={ring} />
        <KeyTable ring={ring} />
        <Rotation onRotated={reloadAll} />
      </section>
      <RequestCounter />
      <section aria-labelledby="published">
        <h2 id="published">What verifiers see</h2>
        <p>
          The JWK Set is public: with these keys tokens are checked, and none can be made. Verifiers
          keep it for {durationInWords(ring.jwks_max_age)}, which is why a new key waits before it
          signs.
        </p>
        {jwks.answer && <AnswerPanel answer={jwks.answer} />}
      </section>
    </>
  );
}

function Rotation({ onRotated }: { readonly onRotated: () => Promise<void> }) {
  const session = useSession();
  const [news, setNews] = useState('');
  const rotate = async () => {
    const answer = await session.ask({ method: 'POST', path: '/admin/keys/rotate', body: {} });
    setNews(rotationInWords(answer));
    await onRotated();
  };
  return (
    <>
      <div className="buttons">
        <button type="button" onClick={() => void rotate()}>
          Rotate now
        </button>
      </div>
      <News sentence={news} />
    </>
  );
}

function rotationInWords(answer: Answer): string {
  if (!isSuccess(answer)) {
    return `The API did not rotate: ${answer.status} ${statusName(answer.status)}.`;
  }
  const { kid, signs_at: signsAt } = answer.body as {
    readonly kid: string;
    readonly signs_at: string;
  };
  return `The key ${kid} signs from ${dateInWords(secondsOf(signsAt))} on.`;
}

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

/** The signing keys and their rotation, during which no request fails. */
export function KeysView() {
  return (
    <>
      <PageTitle lead="The keys that sign tokens are rotated regularly. Requests keep working during a rotation.">
        Keys
      </PageTitle>
      <SignedInOnly what="the signing keys">
        <KeyRing />
      </SignedInOnly>
    </>
  );
}

function KeyRing() {
  const { answer, reload } = useAnswer('/admin/keys');
  const jwks = usePublicAnswer('/.well-known/jwks.json');
  const ring = ringIn(answer);
  if (!answer) return <p className="hint">Loading…</p>;
  if (!ring) return <Refused answer={answer} />;
  const reloadAll = async () => {
    await Promise.all([reload(), jwks.reload()]);
  };
  return (
    <>
      <section aria-labelledby="ring">
        <h2 id="ring">Signing keys</h2>
        <TimelinePicture ring={ring} />
        <KeyTable ring={ring} />
        <Rotation onRotated={reloadAll} />
      </section>
      <RequestCounter />
      <section aria-labelledby="published">
        <h2 id="published">What verifiers see</h2>
        <p>
          The JWKS is public: its keys verify tokens, but these keys can’t create tokens. With HS256
          it is empty. Verifiers cache it for {durationInWords(ring.jwks_max_age)}, so a new key
          waits that long, and a minute more, before it signs.
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
    return `The rotation failed: ${answer.status} ${statusName(answer.status)}.`;
  }
  const { kid, signs_at: signsAt } = answer.body as {
    readonly kid: string;
    readonly signs_at: string;
  };
  return `Key ${kid} signs from ${dateInWords(secondsOf(signsAt))}.`;
}

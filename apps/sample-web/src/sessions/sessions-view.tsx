import { useCallback, useState } from 'react';
import { isSuccess, type Answer } from '../http/answer.js';
import { useAnswer } from '../http/use-answer.js';
import { useSession } from '../session/use-session.js';
import { News } from '../shell/news.js';
import { PageTitle } from '../shell/page-title.js';
import { Refused } from '../shell/refused.js';
import { SignedInOnly } from '../shell/signed-in-only.js';
import { deviceOf, pathOf, sessionsIn, type OwnSession } from './own-session.js';
import { SessionTable } from './session-table.js';
import { StolenToken } from './stolen-token.js';

/** The sessions of the user, and the demonstration of a stolen refresh token. */
export function SessionsView() {
  return (
    <>
      <PageTitle lead="Each sign-in starts a session. Ending a session revokes its tokens immediately.">
        Sessions
      </PageTitle>
      <SignedInOnly what="your sessions">
        <OwnSessions />
      </SignedInOnly>
    </>
  );
}

function OwnSessions() {
  const session = useSession();
  const { answer, reload } = useAnswer('/auth/sessions');
  const [news, setNews] = useState('');
  const sessions = sessionsIn(answer);
  const end = useCallback(
    async (own: OwnSession): Promise<boolean> => {
      const ended = own.is_current
        ? await session.signOut()
        : await session.ask({ method: 'DELETE', path: pathOf(own) });
      return isOver(ended);
    },
    [session],
  );
  const endOne = async (own: OwnSession) => {
    const name = deviceOf(own);
    setNews((await end(own)) ? `${name}: ended.` : `${name}: could not end it. Try again.`);
    if (!own.is_current) await reload();
  };
  const endAll = async (all: readonly OwnSession[]) => {
    // The current session last, since the others are ended with it.
    const others = all.filter((own) => !own.is_current);
    const ended = await Promise.all(others.map(end));
    if (ended.every(Boolean) && isOver(await session.signOut())) return;
    setNews('Not every session could be ended. Try again.');
    await reload();
  };
  if (answer && !sessions) return <Refused answer={answer} />;
  return (
    <>
      <SessionTable sessions={sessions} onEnd={(own) => void endOne(own)} />
      {sessions && (
        <div className="buttons">
          <button type="button" onClick={() => void endAll(sessions)}>
            End all sessions
          </button>
        </div>
      )}
      <News sentence={news} />
      <StolenToken onEnd={reload} />
    </>
  );
}

/** A session that is not found has ended too. */
function isOver(answer: Answer): boolean {
  return isSuccess(answer) || answer.status === 404;
}

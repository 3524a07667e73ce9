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

/** Where one is signed in, and what becomes of a stolen refresh token. */
export function SessionsView() {
  return (
    <>
      <PageTitle lead="Each device that signed in has a session. Ending one ends its tokens at once, wherever they are.">
        Sessions
      </PageTitle>
      <SignedInOnly what="The list of sessions">
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
    setNews((await end(own)) ? `${name}: ended.` : `${name}: that did not work. Try again.`);
    if (!own.is_current) await reload();
  };
  const endAll = async (all: readonly OwnSession[]) => {
    // The session that asks is the last to go.
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

/** One that is not there any more is over, too. */
function isOver(answer: Answer): boolean {
  return isSuccess(answer) || answer.status === 404;
}

import { useId, useState } from 'react';
import { useSession } from '../session/use-session.js';
import { News } from '../shell/news.js';
import type { DraftState } from './use-draft.js';

/** Which token is looked at: that of the session, or one that is pasted. */
export function TokenSource({
  state,
  isSignedIn,
}: {
  readonly state: DraftState;
  readonly isSignedIn: boolean;
}) {
  const session = useSession();
  const [news, setNews] = useState('');
  const refresh = async () => {
    const before = session.state();
    await session.refresh();
    const isNew = session.state() !== before && session.state().status === 'signed-in';
    setNews(isNew ? 'This is a new token; the one before goes on until its own end.' : '');
  };
  return (
    <section aria-label="Which token">
      <div className="buttons">
        {isSignedIn && !state.isPasted && (
          <button type="button" onClick={() => void refresh()}>
            Refresh now
          </button>
        )}
        {state.isPasted ? (
          <button type="button" onClick={() => state.paste(undefined)}>
            {isSignedIn ? 'Back to my token' : 'Put it away'}
          </button>
        ) : (
          <button type="button" onClick={() => state.paste('')}>
            Explain a token of your own
          </button>
        )}
      </div>
      <News sentence={news} look="hint" />
      {state.isPasted && <PasteBox state={state} />}
      {!isSignedIn && !state.isPasted && (
        <p>
          Nobody is signed in, so there is no token to show. <a href="#sign-in">Sign in</a>, or
          paste one of your own.
        </p>
      )}
    </section>
  );
}

function PasteBox({ state }: { readonly state: DraftState }) {
  const hint = useId();
  return (
    <>
      <label>
        Token of your own
        <textarea
          rows={4}
          spellCheck={false}
          autoFocus
          autoComplete="off"
          value={state.draft.original}
          aria-describedby={hint}
          onChange={({ target }) => state.paste(target.value)}
        />
      </label>
      <p id={hint} className="hint">
        It stays in this browser: it is taken apart and checked here, and is sent nowhere unless you
        press “Send this token”. A token that is still good is as good as a password.
      </p>
    </>
  );
}

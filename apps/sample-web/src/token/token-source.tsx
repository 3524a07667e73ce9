import { useId, useState } from 'react';
import { useSession } from '../session/use-session.js';
import { News } from '../shell/news.js';
import type { DraftState } from './use-draft.js';

/** Chooses the token: of the session, or pasted. */
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
    setNews(isNew ? 'This is a new token. The old one stays valid until it expires.' : '');
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
            {isSignedIn ? 'Back to my token' : 'Clear'}
          </button>
        ) : (
          <button type="button" onClick={() => state.paste('')}>
            Paste a token
          </button>
        )}
      </div>
      <News sentence={news} look="hint" />
      {state.isPasted && <PasteBox state={state} />}
      {!isSignedIn && !state.isPasted && (
        <p>
          You are not signed in, so there is no token to show. <a href="#sign-in">Sign in</a>, or
          paste a token.
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
        Pasted token
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
        It is decoded and checked in this browser. It is only sent to this sample when you press
        “Send this token”. Treat a valid token like a password.
      </p>
    </>
  );
}

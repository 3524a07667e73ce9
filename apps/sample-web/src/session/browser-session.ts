import { ask } from '../http/ask.js';
import { BrowserTabs } from './browser-tabs.js';
import { SessionClient, type Evidence } from './session-client.js';

/** Records only that a session exists, so that a first visit sends no refresh. */
const HINT = 'portcullis-signed-in';
/** Target of a sign-in with the identity provider, which sets a cookie but no hint. */
const ARRIVAL = '#token';

/** Starts the session of this tab. */
export function startBrowserSession(): SessionClient {
  const tabs = new BrowserTabs();
  const session = new SessionClient({ tabs, ask, now: Date.now, after, remember });
  tabs.join({
    hear: session.hear,
    grant: () => {
      const state = session.state();
      return state.status === 'signed-in' ? state.grant : undefined;
    },
  });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') session.wake();
  });
  addEventListener('online', session.wake);
  addEventListener('pageshow', session.wake);
  void session.start(evidence());
  return session;
}

function after(delay: number, work: () => void): () => void {
  const timer = setTimeout(work, delay);
  return () => clearTimeout(timer);
}

function evidence(): Evidence {
  try {
    if (localStorage.getItem(HINT) !== null) return 'hint';
  } catch {
    return 'arrival'; // without storage, there may still be a cookie
  }
  return location.href.endsWith(ARRIVAL) ? 'arrival' : 'none';
}

function remember(isSignedIn: boolean): void {
  try {
    if (isSignedIn) localStorage.setItem(HINT, 'yes');
    else localStorage.removeItem(HINT);
  } catch {
    // Without storage, each visit sends a refresh.
  }
}

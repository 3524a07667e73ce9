import { ask } from '../http/ask.js';
import { BrowserTabs } from './browser-tabs.js';
import { SessionClient, type Evidence } from './session-client.js';

/** Nothing of the session itself: that there is one, so that a first visit asks the API for none. */
const HINT = 'portcullis-signed-in';
/** Where the identity provider's sign-in ends: with a cookie that no hint tells of. */
const ARRIVAL = '#token';

/** The session of this tab, in this browser, begun. */
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
    return 'arrival'; // a browser that keeps nothing may have a session all the same
  }
  return location.href.endsWith(ARRIVAL) ? 'arrival' : 'none';
}

function remember(isSignedIn: boolean): void {
  try {
    if (isSignedIn) localStorage.setItem(HINT, 'yes');
    else localStorage.removeItem(HINT);
  } catch {
    // Where nothing can be kept, each visit asks.
  }
}

import { useEffect, type ReactNode } from 'react';
import { AuditView } from '../audit/audit-view.js';
import { KeysView } from '../keys/keys-view.js';
import { useSessionState } from '../session/use-session.js';
import { SessionsView } from '../sessions/sessions-view.js';
import { SignInView } from '../sign-in/sign-in-view.js';
import { TokenView } from '../token/token-view.js';
import { TryView } from '../try-it/try-view.js';
import { Header } from './header.js';
import { SkipLink } from './skip-link.js';
import { Starting } from './starting.js';
import { usePlace } from './use-place.js';
import { viewFor, type View } from './views.js';

const COMPONENTS: Readonly<Record<View, () => ReactNode>> = {
  'sign-in': SignInView,
  token: TokenView,
  try: TryView,
  sessions: SessionsView,
  keys: KeysView,
  audit: AuditView,
};

/** The page: header, the view of the address, and footer. */
export function App() {
  const state = useSessionState();
  const place = usePlace();
  const view = viewFor(place.view, state.status === 'signed-in');
  const isStarting = state.status === 'starting';
  useEffect(() => {
    // Keep the address in step with the view, so that a reload shows the same.
    if (!isStarting && place.view !== view) history.replaceState(null, '', `#${view}`);
  }, [isStarting, place.view, view]);
  useEffect(() => {
    // After the end of a session, show the reason and the sign-in view.
    if (state.status === 'signed-out' && state.reason !== 'never-signed-in') {
      location.hash = '#sign-in';
    }
  }, [state]);
  const Current = COMPONENTS[view];
  return (
    <>
      <SkipLink />
      <Header view={view} />
      <main id="main" tabIndex={-1}>
        {isStarting ? <Starting isReachable={state.isReachable} /> : <Current key={view} />}
      </main>
      <footer>
        <p>
          A sample of Portcullis, JWT authentication for NestJS. <a href="/docs">API reference</a>
        </p>
      </footer>
    </>
  );
}

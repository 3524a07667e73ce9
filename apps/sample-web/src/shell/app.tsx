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

/** The whole page: the view that the address names, between header and footer. */
export function App() {
  const state = useSessionState();
  const place = usePlace();
  const view = viewFor(place.view, state.status === 'signed-in');
  const isStarting = state.status === 'starting';
  useEffect(() => {
    // The address says what is shown, so that a reload shows the same.
    if (!isStarting && place.view !== view) history.replaceState(null, '', `#${view}`);
  }, [isStarting, place.view, view]);
  useEffect(() => {
    // Whoever was signed in until now is told why not any more, and can sign in again.
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
          A sample of Portcullis, JWT authentication for NestJS. For programs there is the{' '}
          <a href="/docs">description of the API</a>.
        </p>
      </footer>
    </>
  );
}

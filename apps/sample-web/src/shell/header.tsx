import { usePerson, useSessionState } from '../session/use-session.js';
import { Account } from './account.js';
import { VIEWS, type View } from './views.js';

/** The header: name, navigation, and signed-in user. */
export function Header({ view: current }: { readonly view: View }) {
  const person = usePerson();
  const state = useSessionState();
  const views = VIEWS.filter(({ view }) => view !== 'sign-in' || state.status === 'signed-out');
  return (
    <header>
      <p className="brand">Portcullis</p>
      <nav aria-label="Views">
        <ul>
          {views.map(({ view, link }) => (
            <li key={view}>
              <a href={`#${view}`} aria-current={view === current ? 'page' : undefined}>
                {link}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      {person && <Account person={person} />}
      {state.status === 'signed-in' && !state.isReachable && (
        <p role="status" className="notice warning">
          The API is unavailable. You stay signed in, and the page retries in a moment.
        </p>
      )}
    </header>
  );
}

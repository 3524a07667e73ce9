import { useState } from 'react';
import { isSuccess } from '../http/answer.js';
import { useSession, type Person } from '../session/use-session.js';

/** The signed-in user, and the button to sign out. */
export function Account({ person: { name, role } }: { readonly person: Person }) {
  const session = useSession();
  const [hasFailed, setFailed] = useState(false);
  const signOut = async () => setFailed(!isSuccess(await session.signOut()));
  return (
    <div className="account">
      <span>
        {name} <span className="badge">{role}</span>
      </span>
      <button type="button" className="quiet" onClick={() => void signOut()}>
        Sign out
      </button>
      {hasFailed && <p role="alert">Sign-out failed: you are still signed in. Try again.</p>}
    </div>
  );
}

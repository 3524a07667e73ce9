import { useState } from 'react';
import { isSuccess } from '../http/answer.js';
import { useSession, type Person } from '../session/use-session.js';

/** Who is signed in, and the way out. */
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
      {hasFailed && <p role="alert">That did not work: you are still signed in. Try again.</p>}
    </div>
  );
}

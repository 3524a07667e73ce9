import type { Options } from './options.js';

/** The demo users. Their passwords are printed in the terminal of the API. */
export function DemoUsers({
  users,
  onChoose,
}: {
  readonly users: Options['demo_users'];
  readonly onChoose: (email: string) => void;
}) {
  if (users.length === 0) return null;
  return (
    <div className="demo-users">
      <p>Demo users. Their passwords are in the terminal where the API was started:</p>
      <ul className="buttons">
        {users.map(({ email, role }) => (
          <li key={email}>
            <button type="button" className="quiet" onClick={() => onChoose(email)}>
              {email} <span className="badge">{role}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

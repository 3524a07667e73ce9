import { useId, useState, type SubmitEvent } from 'react';
import { isSuccess } from '../http/answer.js';
import { useSession } from '../session/use-session.js';
import { deviceName } from '../words/device.js';
import { DemoUsers } from './demo-users.js';
import type { Options } from './options.js';
import { Problem } from './problem.js';
import type { RefusedSignIn } from './sign-in-problem.js';

/** The form for e-mail and password. */
export function PasswordForm({ users }: { readonly users: Options['demo_users'] }) {
  const session = useSession();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [refused, setRefused] = useState<RefusedSignIn>();
  const [isBusy, setBusy] = useState(false);
  const problemId = useId();
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    setBusy(true);
    const device = deviceName(navigator.userAgent);
    const answer = await session.signIn({ email, password, device });
    setRefused(isSuccess(answer) ? undefined : { answer, at: Math.ceil(Date.now() / 1000) });
    setBusy(false);
  };
  return (
    <form onSubmit={(event) => void submit(event)} aria-describedby={problemId}>
      <label>
        E-mail
        <input
          type="email"
          name="email"
          autoComplete="username"
          required
          value={email}
          onChange={({ target }) => setEmail(target.value)}
        />
      </label>
      <label>
        Password
        <input
          type="password"
          name="password"
          autoComplete="current-password"
          required
          value={password}
          onChange={({ target }) => setPassword(target.value)}
        />
      </label>
      <Problem id={problemId} refused={refused} />
      <button type="submit" className="primary" disabled={isBusy}>
        Sign in
      </button>
      <DemoUsers users={users} onChoose={setEmail} />
    </form>
  );
}

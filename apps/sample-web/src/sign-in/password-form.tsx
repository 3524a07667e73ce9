import { useId, useState, type SubmitEvent } from 'react';
import { isSuccess, type Answer } from '../http/answer.js';
import { useSession } from '../session/use-session.js';
import { deviceName } from '../words/device.js';
import { signInProblem } from './sign-in-problem.js';
import { DemoUsers } from './demo-users.js';
import type { Options } from './options.js';

/** E-mail and password. */
export function PasswordForm({ users }: { readonly users: Options['demo_users'] }) {
  const session = useSession();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [answer, setAnswer] = useState<Answer>();
  const [isBusy, setBusy] = useState(false);
  const problemId = useId();
  const problem = answer && !isSuccess(answer) ? signInProblem(answer) : undefined;
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    setBusy(true);
    setAnswer(await session.signIn({ email, password, device: deviceName(navigator.userAgent) }));
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
      <p id={problemId} role="alert" className={problem === undefined ? 'empty' : 'notice error'}>
        {problem}
      </p>
      <button type="submit" className="primary" disabled={isBusy}>
        Sign in
      </button>
      <DemoUsers users={users} onChoose={setEmail} />
    </form>
  );
}

import { useState } from 'react';
import type { Answer } from '../http/answer.js';
import { ask } from '../http/ask.js';
import { Result } from '../http/result.js';
import { routeName, type Route } from './routes.js';

/** A route: what it does, who has access, and its response. */
export function TryRoute({
  route,
  tokenNow,
}: {
  readonly route: Route;
  readonly tokenNow: () => string | undefined;
}) {
  const [answer, setAnswer] = useState<Answer>();
  const name = routeName(route);
  // Without the refresh cookie, so that only the token counts.
  const send = async () =>
    setAnswer(await ask({ ...route.request, token: tokenNow(), cookies: false }));
  return (
    <li className="card">
      <h2>
        <code>{name}</code>
      </h2>
      <p>
        {route.about} <strong>Access:</strong> {route.access}
      </p>
      <button type="button" onClick={() => void send()}>
        Send <code>{name}</code>
      </button>
      <Result answer={answer} />
    </li>
  );
}

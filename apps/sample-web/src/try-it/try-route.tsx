import { useState } from 'react';
import type { Answer } from '../http/answer.js';
import { ask } from '../http/ask.js';
import { Result } from '../http/result.js';
import { routeName, type Route } from './routes.js';

/** One route: what it does, who gets in, and what it answers. */
export function TryRoute({
  route,
  tokenNow,
}: {
  readonly route: Route;
  readonly tokenNow: () => string | undefined;
}) {
  const [answer, setAnswer] = useState<Answer>();
  const name = routeName(route);
  // The cookie stays at home: it is the token that is tried.
  const send = async () =>
    setAnswer(await ask({ ...route.request, token: tokenNow(), cookies: false }));
  return (
    <li className="card">
      <h2>
        <code>{name}</code>
      </h2>
      <p>
        {route.about} <strong>Who gets in:</strong> {route.access}
      </p>
      <button type="button" onClick={() => void send()}>
        Send <code>{name}</code>
      </button>
      <Result answer={answer} />
    </li>
  );
}

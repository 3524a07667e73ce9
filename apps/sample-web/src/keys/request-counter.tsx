import { useEffect, useRef, useState } from 'react';
import { ask } from '../http/ask.js';
import { useSession } from '../session/use-session.js';
import { countRequests, NO_REQUESTS } from './request-loop.js';

const PAUSE_MS = 200;

/** Requests that go on while keys rotate, and how many of them failed. */
export function RequestCounter() {
  const session = useSession();
  const [count, setCount] = useState(NO_REQUESTS);
  const [isRunning, setRunning] = useState(false);
  const mayGoOn = useRef(false);
  useEffect(() => () => void (mayGoOn.current = false), []);
  const accessToken = () => {
    const state = session.state();
    return state.status === 'signed-in' ? state.grant.accessToken : undefined;
  };
  const start = async () => {
    mayGoOn.current = true;
    setRunning(true);
    await countRequests({
      // By itself: a refusal is to be counted, and not to be mended.
      request: () => ask({ method: 'GET', path: '/profile', token: accessToken() }),
      refresh: () => session.refresh(),
      accessToken,
      next: async () => {
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
        return mayGoOn.current && accessToken() !== undefined;
      },
      show: setCount,
    });
    setRunning(false);
  };
  return (
    <section aria-labelledby="requests">
      <h2 id="requests">Requests meanwhile</h2>
      <p>
        Five requests a second with your access token, and now and then a refresh. Start them,
        rotate, and watch that none fails.
      </p>
      <div className="buttons">
        <button type="button" disabled={isRunning} onClick={() => void start()}>
          Start requests
        </button>
        <button type="button" disabled={!isRunning} onClick={() => (mayGoOn.current = false)}>
          Stop requests
        </button>
      </div>
      <dl className="counts">
        <div>
          <dt>Requests</dt>
          <dd>{count.sent}</dd>
        </div>
        <div className={count.failed > 0 ? 'bad' : undefined}>
          <dt>Failed</dt>
          <dd>{count.failed}</dd>
        </div>
        {[...count.byKey].map(([kid, number]) => (
          <div key={kid}>
            <dt>
              With key <code>{kid}</code>
            </dt>
            <dd>{number}</dd>
          </div>
        ))}
      </dl>
      <p role="status" className="visually-hidden">
        {!isRunning && count.sent > 0 ? `${count.sent} requests, ${count.failed} failed.` : ''}
      </p>
    </section>
  );
}

import { useEffect, useRef, useState } from 'react';
import { ask } from '../http/ask.js';
import { useSession } from '../session/use-session.js';
import { countRequests, NO_REQUESTS } from './request-loop.js';

const PAUSE_MS = 200;

/** Sends requests while keys rotate, and counts how many fail. */
export function RequestCounter() {
  const session = useSession();
  const [count, setCount] = useState(NO_REQUESTS);
  const [isRunning, setRunning] = useState(false);
  const keepRunning = useRef(false);
  useEffect(() => () => void (keepRunning.current = false), []);
  const accessToken = () => {
    const state = session.state();
    return state.status === 'signed-in' ? state.grant.accessToken : undefined;
  };
  const start = async () => {
    keepRunning.current = true;
    setRunning(true);
    await countRequests({
      // Without the session's retry, so that a failure is counted.
      request: () => ask({ method: 'GET', path: '/profile', token: accessToken() }),
      refresh: () => session.refresh(),
      accessToken,
      next: async () => {
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
        return keepRunning.current && accessToken() !== undefined;
      },
      show: setCount,
    });
    setRunning(false);
  };
  return (
    <section aria-labelledby="requests">
      <h2 id="requests">Requests during a rotation</h2>
      <p>
        Sends five requests per second with your access token, with a refresh from time to time.
        Start the requests, rotate, and see that no request fails.
      </p>
      <div className="buttons">
        <button type="button" disabled={isRunning} onClick={() => void start()}>
          Start requests
        </button>
        <button type="button" disabled={!isRunning} onClick={() => (keepRunning.current = false)}>
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

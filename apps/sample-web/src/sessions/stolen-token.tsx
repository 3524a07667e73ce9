import { useState } from 'react';
import { ask } from '../http/ask.js';
import { StatusBadge } from '../http/status-badge.js';
import { useSession } from '../session/use-session.js';
import { demonstrateTheft, type Scene } from './stolen.js';

/** Plays the demonstration of a stolen refresh token, step by step. */
export function StolenToken({ onEnd }: { readonly onEnd: () => Promise<void> }) {
  const session = useSession();
  const [scenes, setScenes] = useState<readonly Scene[]>([]);
  const [isPlaying, setPlaying] = useState(false);
  const play = async () => {
    setPlaying(true);
    setScenes([]);
    await demonstrateTheft({
      askAsUser: (request) => session.ask(request),
      ask,
      show: (scene) => setScenes((shown) => [...shown, scene]),
    });
    await onEnd();
    setPlaying(false);
  };
  return (
    <section aria-labelledby="theft">
      <h2 id="theft">When a refresh token is stolen</h2>
      <p>
        A refresh token is valid for days, which makes it valuable to a thief. So each one can be
        used only once: a second use shows that two parties have it.
      </p>
      <button type="button" disabled={isPlaying} onClick={() => void play()}>
        Show what happens to a stolen token
      </button>
      <ol className="scenes" aria-label="What happens to a stolen token" aria-live="polite">
        {scenes.map(({ title, detail, status }) => (
          <li key={title}>
            <strong>{title}.</strong> {status !== undefined && <StatusBadge status={status} />}{' '}
            {detail}
          </li>
        ))}
      </ol>
    </section>
  );
}

import { useCallback, useEffect, useState } from 'react';
import { useSession } from '../session/use-session.js';
import type { Answer } from './answer.js';
import { ask } from './ask.js';

/** An answer that is loaded when it is first shown, and again when it is asked for. */
export interface Loaded {
  /** Undefined until it came. */
  readonly answer: Answer | undefined;
  readonly reload: () => Promise<void>;
}

/** GET of a path, as who is signed in. */
export function useAnswer(path: string): Loaded {
  const session = useSession();
  return useLoaded(useCallback(() => session.ask({ method: 'GET', path }), [session, path]));
}

/** GET of a path, without a token. */
export function usePublicAnswer(path: string): Loaded {
  return useLoaded(useCallback(() => ask({ method: 'GET', path }), [path]));
}

function useLoaded(load: () => Promise<Answer>): Loaded {
  const [answer, setAnswer] = useState<Answer>();
  const reload = useCallback(async () => setAnswer(await load()), [load]);
  useEffect(() => {
    void reload();
  }, [reload]);
  return { answer, reload };
}

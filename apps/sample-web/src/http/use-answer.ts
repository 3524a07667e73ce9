import { useCallback, useEffect, useState } from 'react';
import { useSession } from '../session/use-session.js';
import type { Answer } from './answer.js';
import { ask } from './ask.js';

/** A response that is loaded with the component, and again on `reload`. */
export interface Loaded {
  /** Undefined while loading. */
  readonly answer: Answer | undefined;
  readonly reload: () => Promise<void>;
}

/** Loads a path with the access token of the session. */
export function useAnswer(path: string): Loaded {
  const session = useSession();
  return useLoaded(useCallback(() => session.ask({ method: 'GET', path }), [session, path]));
}

/** Loads a path without a token. */
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

import { useMemo, useState } from 'react';
import { tidyToken } from './decode.js';
import type { Draft } from './draft.js';

/** The token that is looked at, and what can be done with it. */
export interface DraftState {
  readonly draft: Draft;
  /** Whether it is one of the visitor's own, which is sent nowhere by itself. */
  readonly isPasted: boolean;
  readonly change: (draft: Draft) => void;
  readonly restore: () => void;
  /** Undefined goes back to the token of the session. */
  readonly paste: (token: string | undefined) => void;
}

/** Begins with the access token and follows it, until something is changed or pasted. */
export function useDraft(accessToken: string | undefined): DraftState {
  const [pasted, setPasted] = useState<string>();
  const [edited, setEdited] = useState<Draft>();
  const original = pasted ?? accessToken ?? '';
  const draft = useMemo(() => edited ?? { original }, [edited, original]);
  return {
    draft,
    isPasted: pasted !== undefined,
    change: setEdited,
    restore: () => setEdited(undefined),
    paste: (token) => {
      setPasted(token === undefined ? undefined : tidyToken(token));
      setEdited(undefined);
    },
  };
}

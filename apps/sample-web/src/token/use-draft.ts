import { useMemo, useState } from 'react';
import { tidyToken } from './decode.js';
import type { Draft } from './draft.js';

/** The shown token and its actions. */
export interface DraftState {
  readonly draft: Draft;
  /** Whether the token is pasted. */
  readonly isPasted: boolean;
  readonly change: (draft: Draft) => void;
  readonly restore: () => void;
  /** Shows a pasted token; undefined returns to the token of the session. */
  readonly paste: (token: string | undefined) => void;
}

/** Follows the access token until the user changes it or pastes another. */
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

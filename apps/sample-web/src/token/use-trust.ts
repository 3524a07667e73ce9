import { useEffect, useMemo, useRef } from 'react';
import { isSuccess, type Answer } from '../http/answer.js';
import { usePublicAnswer } from '../http/use-answer.js';
import { optionsIn } from '../sign-in/options.js';
import { decodePart, segmentsOf } from './decode.js';
import type { PublishedKey, Trust } from './trust.js';

/** What tokens are checked against; undefined until it is there. The keys are asked for again after a rotation. */
export function useTrust(accessToken: string | undefined): Trust | undefined {
  const options = optionsIn(usePublicAnswer('/auth/options').answer);
  const { answer, reload } = usePublicAnswer('/.well-known/jwks.json');
  const keys = useMemo(() => keysIn(answer), [answer]);
  const missing = missingKey(accessToken, keys);
  const askedFor = useRef<string>(undefined);
  useEffect(() => {
    if (missing === undefined || missing === askedFor.current) return;
    askedFor.current = missing; // once: a key that is not there will not come by asking
    void reload();
  }, [missing, reload]);
  const issuer = options?.issuer;
  const audience = options?.audience;
  return useMemo(
    () => (issuer && audience && keys ? { issuer, audience, keys } : undefined),
    [issuer, audience, keys],
  );
}

function keysIn(answer: Answer | undefined): readonly PublishedKey[] | undefined {
  if (!answer) return undefined;
  if (!isSuccess(answer)) return []; // an issuer that signs with a secret publishes nothing
  const { keys } = answer.body as { readonly keys?: readonly PublishedKey[] };
  return keys ?? [];
}

/** The ID of the session's own key, where it is not among those at hand. */
function missingKey(
  token: string | undefined,
  keys: readonly PublishedKey[] | undefined,
): string | undefined {
  if (token === undefined || keys === undefined) return undefined;
  const kid = decodePart(segmentsOf(token).header).json?.['kid'];
  return typeof kid === 'string' && !keys.some((key) => key.kid === kid) ? kid : undefined;
}

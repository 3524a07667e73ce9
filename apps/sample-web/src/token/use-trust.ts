import { useEffect, useMemo, useRef } from 'react';
import { isSuccess, type Answer } from '../http/answer.js';
import { usePublicAnswer } from '../http/use-answer.js';
import { optionsIn } from '../sign-in/options.js';
import { decodePart, segmentsOf } from './decode.js';
import type { PublishedKey, Trust } from './trust.js';

/** Loads what tokens are checked against; undefined while loading. Reloads the keys after a rotation. */
export function useTrust(accessToken: string | undefined): Trust | undefined {
  const options = optionsIn(usePublicAnswer('/auth/options').answer);
  const { answer, reload } = usePublicAnswer('/.well-known/jwks.json');
  const keys = useMemo(() => keysIn(answer), [answer]);
  const missing = missingKey(accessToken, keys);
  const askedFor = useRef<string>(undefined);
  useEffect(() => {
    if (missing === undefined || missing === askedFor.current) return;
    askedFor.current = missing; // once per key, also if it is still missing afterwards
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
  if (!isSuccess(answer)) return [];
  const { keys } = answer.body as { readonly keys?: readonly PublishedKey[] };
  return keys ?? [];
}

/** Returns the `kid` of the session's token if the loaded keys do not contain it. */
function missingKey(
  token: string | undefined,
  keys: readonly PublishedKey[] | undefined,
): string | undefined {
  if (token === undefined || keys === undefined) return undefined;
  const kid = decodePart(segmentsOf(token).header).json?.['kid'];
  return typeof kid === 'string' && !keys.some((key) => key.kid === kid) ? kid : undefined;
}

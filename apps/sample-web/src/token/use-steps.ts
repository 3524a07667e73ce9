import { useEffect, useState } from 'react';
import { useNow } from '../words/use-now.js';
import type { Step } from './step.js';
import type { Trust } from './trust.js';
import { verificationSteps } from './verification.js';

/** Returns the verification steps and updates them, since a token can expire while it is shown. */
export function useSteps(token: string, trust: Trust | undefined): readonly Step[] | undefined {
  const now = useNow();
  const [steps, setSteps] = useState<readonly Step[]>();
  useEffect(() => {
    if (!trust) return undefined;
    let isCurrent = true;
    void verificationSteps(token, trust, now).then((made) => {
      if (isCurrent) setSteps(made);
    });
    return () => {
      isCurrent = false;
    };
  }, [token, trust, now]);
  return trust && steps;
}

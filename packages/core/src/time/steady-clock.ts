import type { Clock } from './duration.js';

/**
 * Wraps a clock that may be set back, so that it never goes back: time then continues from its last value. A remaining minute
 * stays a minute, expired entries stay expired, and no budget is spent twice.
 *
 * @param onStepBack called with the time whenever the clock was set back
 */
export function steadyClock(clock: Clock, onStepBack: (now: number) => void): Clock {
  let latest = Number.NEGATIVE_INFINITY;
  let ahead = 0;
  return () => {
    const time = clock();
    const isBehind = time < latest;
    if (isBehind) ahead += latest - time;
    latest = time;
    if (isBehind) onStepBack(time + ahead);
    return time + ahead;
  };
}

import type { Clock } from './duration.js';

/**
 * A clock that never goes back, over one that may: when that one is set back, time goes on from where it was. What
 * was to last another minute lasts another minute; nothing that is over begins again, and no budget is spent twice.
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

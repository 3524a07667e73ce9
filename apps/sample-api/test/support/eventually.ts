import { setTimeout as pause } from 'node:timers/promises';

/**
 * Asks until the answer is the one that is waited for.
 *
 * @param seconds how long at most; the answer of the last try is given then, for the test to show
 */
export async function eventually<Answer>(
  ask: () => Promise<Answer>,
  isDue: (answer: Answer) => boolean,
  seconds = 15,
): Promise<Answer> {
  const end = performance.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (isDue(answer) || performance.now() > end) return answer;
    await pause(50);
  }
}

import { setTimeout as pause } from 'node:timers/promises';

/**
 * Repeats a request until the answer is the expected one.
 *
 * @param seconds - time limit, after which the last answer is returned so that the test shows it; default 15
 */
export async function eventually<Answer>(
  ask: () => Promise<Answer>,
  isExpected: (answer: Answer) => boolean,
  seconds = 15,
): Promise<Answer> {
  const end = performance.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (isExpected(answer) || performance.now() > end) return answer;
    await pause(50);
  }
}

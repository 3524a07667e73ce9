/** Repeats transactions that PostgreSQL rejected because another transaction was faster. */

/**
 * `serialization_failure` and `deadlock_detected` (PostgreSQL, appendix A). The transaction was rolled back, and the
 * same statement succeeds after the other transaction has ended. If the database's default isolation level is
 * `repeatable read` or `serializable`, any two statements on one row may fail like this.
 */
const LOST_RACES: ReadonlySet<unknown> = new Set(['40001', '40P01']);
/** With random waits of at most 1 s in total, 20 processes that want the same row all succeed. */
const MAX_TRIES = 20;
const LONGEST_WAIT_MS = 64;

/**
 * Repeats a transaction while PostgreSQL reports that another one was faster. Tries 20 times at most, within about a
 * second.
 *
 * @param work one whole transaction, so not a statement between `begin` and `commit`
 * @throws the error of the last attempt
 */
export async function retryLostRaces<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= MAX_TRIES || !isLostRace(error)) throw error;
      // Random, so that transactions that collided do not collide again.
      const wait = Math.random() * Math.min(2 ** attempt, LONGEST_WAIT_MS);
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
}

function isLostRace(error: unknown): boolean {
  return error instanceof Error && 'code' in error && LOST_RACES.has(error.code);
}

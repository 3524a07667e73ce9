/** Repeats what PostgreSQL refuses only because another transaction was faster. */
import type { Queryable } from './queryable.js';

/**
 * `serialization_failure` and `deadlock_detected` (PostgreSQL, appendix A): nothing was done, and the same statement
 * succeeds once the other transaction is over. Where the database's default isolation is `repeatable read` or
 * `serializable`, any two statements on one row may end so.
 */
const LOST_RACES: ReadonlySet<unknown> = new Set(['40001', '40P01']);
/** With a random wait between them, 20 who want one row at once all get it; in all they wait 1 s at most. */
const MOST_TRIES = 20;
const LONGEST_WAIT_MS = 64;

/**
 * Makes a database whose statements are tried again after a lost race, at most 20 times within about a second. Each
 * statement must be a whole transaction: it is not for a client inside `begin` and `commit`.
 *
 * @param db a `Pool` or `Client` of `pg`, or a PGlite
 */
export function retryingLostRaces(db: Queryable): Queryable {
  return { query: (text, values) => retryLostRaces(() => db.query(text, values)) };
}

/**
 * Does something again while PostgreSQL answers that another transaction was faster.
 *
 * @param work one transaction: it is begun anew each time
 * @throws what the last try threw
 */
export async function retryLostRaces<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= MOST_TRIES || !isLostRace(error)) throw error;
      // Random, or those that met once meet again.
      const wait = Math.random() * Math.min(2 ** attempt, LONGEST_WAIT_MS);
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
}

function isLostRace(error: unknown): boolean {
  return error instanceof Error && 'code' in error && LOST_RACES.has(error.code);
}

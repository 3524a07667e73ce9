import type pg from 'pg';
import { codeOf } from './errors.js';

/** `serialization_failure` and `deadlock_detected` (PostgreSQL, appendix A): rolled back, safe to retry. */
const LOST_RACES: ReadonlySet<string | undefined> = new Set(['40001', '40P01']);
const MOST_TRIES = 20;
const LONGEST_WAIT_MS = 64;

/**
 * Wraps a pool so that a single statement is retried after a lost race, at most 20 times within about a second. Needed
 * when the database is `serializable` by default. Statements of a transaction are not retried.
 */
export function retryingPool(pool: pg.Pool): pg.Pool {
  const query = (config: pg.QueryConfig, values?: unknown[]): Promise<unknown> =>
    retried(() => pool.query(config, values));
  const connect = (): Promise<pg.PoolClient> => pool.connect();
  return Object.create(pool, { query: { value: query }, connect: { value: connect } }) as pg.Pool;
}

async function retried<T>(statement: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await statement();
    } catch (error) {
      if (attempt >= MOST_TRIES || !LOST_RACES.has(codeOf(error))) throw error;
      // Random waits: with equal ones, the same statements would collide again.
      const wait = Math.random() * Math.min(2 ** attempt, LONGEST_WAIT_MS);
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
}

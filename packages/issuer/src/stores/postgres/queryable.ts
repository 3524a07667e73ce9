import { ConfigurationError } from '@portcullis/core';
import { describeClient, hasMethods } from '../../store-access/client-kind.js';

/** The part of a PostgreSQL client that a store uses: `query(text, values)` of `pg` and of PGlite. */
export interface Queryable {
  query(text: string, values: unknown[]): Promise<{ readonly rows: readonly unknown[] }>;
}

const EXPECTED = 'a `Pool` or `Client` of pg, or a PGlite';
const PROBE = `select 1.5::float8 as number, '\\x01'::bytea as bytes, 'a' as text`;

/**
 * Rejects clients that return values in other types than `pg` does, before anything is written.
 *
 * @throws ConfigurationError; errors of the database
 */
export async function assertQueryable(db: Queryable): Promise<void> {
  const given: unknown = db;
  if (!hasMethods(given, 'query')) {
    throw new ConfigurationError('db', describeClient(given), EXPECTED);
  }
  const answer: unknown = await db.query(PROBE, []);
  if (isUnderstood(answer)) return;
  const received = `${describeClient(given)}, whose query does not answer with rows of numbers, bytes and strings`;
  throw new ConfigurationError('db', received, EXPECTED);
}

function isUnderstood(answer: unknown): boolean {
  if (typeof answer !== 'object' || answer === null) return false;
  const rows: unknown = Reflect.get(answer, 'rows');
  const [row] = (Array.isArray(rows) ? rows : []) as readonly unknown[];
  if (typeof row !== 'object' || row === null) return false;
  const { number, bytes, text } = row as Readonly<Record<string, unknown>>;
  return number === 1.5 && bytes instanceof Uint8Array && text === 'a';
}

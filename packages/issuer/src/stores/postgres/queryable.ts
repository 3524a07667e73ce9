import { ConfigurationError } from '@portcullis/core';
import { hasMethods, nameOf } from '../../store-access/client-kind.js';

/** What a store needs of PostgreSQL: the `query(text, values)` of `pg` and of PGlite. */
export interface Queryable {
  query(text: string, values: unknown[]): Promise<{ readonly rows: readonly unknown[] }>;
}

const FITTING = 'a `Pool` or `Client` of pg, or a PGlite';
const PROBE = `select 1.5::float8 as number, '\\x01'::bytea as bytes, 'a' as text`;

/**
 * Refuses what is no client of PostgreSQL that a store understands, before anything is written.
 *
 * @throws ConfigurationError; what the database throws
 */
export async function assertQueryable(db: Queryable): Promise<void> {
  const given: unknown = db;
  if (!hasMethods(given, 'query')) throw new ConfigurationError('db', nameOf(given), FITTING);
  const answer: unknown = await db.query(PROBE, []);
  if (isUnderstood(answer)) return;
  const what = `${nameOf(given)}, whose query does not answer with rows of numbers, bytes and texts`;
  throw new ConfigurationError('db', what, FITTING);
}

function isUnderstood(answer: unknown): boolean {
  if (typeof answer !== 'object' || answer === null) return false;
  const rows: unknown = Reflect.get(answer, 'rows');
  const [row] = (Array.isArray(rows) ? rows : []) as readonly unknown[];
  if (typeof row !== 'object' || row === null) return false;
  const { number, bytes, text } = row as Readonly<Record<string, unknown>>;
  return number === 1.5 && bytes instanceof Uint8Array && text === 'a';
}

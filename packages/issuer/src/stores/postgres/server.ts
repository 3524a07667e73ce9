/** SQL that the stores share: the server's clock, and whether the server accepts writes. */
import type { Queryable } from './queryable.js';

/** Reads the server's clock at this point of the statement: milliseconds since the epoch, a double. */
export const SERVER_CLOCK = '(extract(epoch from clock_timestamp())::float8 * 1000)';

/** {@link SERVER_CLOCK} in whole milliseconds. */
export const SERVER_CLOCK_MS = `${SERVER_CLOCK}::bigint`;

/**
 * An SQL expression that is true if the server accepts no writes. It is true on a standby, and on a former primary that
 * was set to `default_transaction_read_only` when another server replaced it.
 */
export const TAKES_NO_WRITES = `current_setting('transaction_read_only')::boolean`;

/**
 * Writes the condition that the server's clock is before the time in a parameter.
 *
 * @param parameter such as `$4`; null means no deadline
 */
export function inTime(parameter: string): string {
  return `(${parameter}::float8 is null or ${SERVER_CLOCK} < ${parameter}::float8)`;
}

/** Returns the time by the server's clock, in milliseconds since the epoch. */
export async function readServerTime(db: Queryable): Promise<number> {
  const { rows } = await db.query(`select ${SERVER_CLOCK} as now`, []);
  return (rows as readonly { readonly now: number }[])[0]?.now ?? Number.NaN;
}

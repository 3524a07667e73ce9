/** Opens a database for the stores: checks the client, and creates missing tables. */
import { retryLostRaces } from './lost-races.js';
import { assertQueryable, type Queryable } from './queryable.js';

/** Tables and indexes that a store needs. */
export interface TableSet {
  /** Every table and index that `statements` creates. */
  readonly names: readonly string[];
  /** `create … if not exists` statements. */
  readonly statements: string;
}

/** The number of the advisory lock under which tables are created. */
const LOCK = 7041996003;

/**
 * Holds a database whose client was checked and whose tables exist. Statements that lose a race against another
 * transaction are repeated.
 */
export class OpenTables implements Queryable {
  readonly #db: Queryable;

  private constructor(db: Queryable) {
    this.#db = db;
  }

  /**
   * Checks the client, and creates missing tables. A standby receives them from its primary.
   *
   * @param db a `Pool` or `Client` of `pg`, or a PGlite
   * @throws ConfigurationError for any other client; errors of the database
   */
  static async open(db: Queryable, ...sets: readonly TableSet[]): Promise<OpenTables> {
    await assertQueryable(db);
    const opened = new OpenTables(db);
    await opened.query(createMissing([...new Set(sets)]), []);
    return opened;
  }

  query(text: string, values: unknown[]): ReturnType<Queryable['query']> {
    return retryLostRaces(() => this.#db.query(text, values));
  }
}

/**
 * Writes a `do` block that creates missing tables in one transaction. The lock admits one process at a time:
 * `if not exists` alone fails if two processes create the same table at once. If every table exists, the block runs no
 * statement: `create … if not exists` always requires the right to create, which an application's user should not have.
 */
function createMissing(sets: readonly TableSet[]): string {
  const names = sets.flatMap((set) => set.names);
  const allExist = names.map((name) => `to_regclass('${name}') is not null`).join(' and ');
  return `
do $$ begin
  if pg_is_in_recovery() or (${allExist}) then return; end if;
  perform pg_advisory_xact_lock(${LOCK});
  ${sets.map(({ statements }) => statements).join('\n')}
end $$`;
}

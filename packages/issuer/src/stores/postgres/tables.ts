/** The tables of a store in PostgreSQL: created where they are missing, by a user who may, and otherwise left alone. */

/**
 * Makes a `do` block that creates what is missing, in one transaction and one process at a time: `if not exists` alone
 * fails for one of two that create at once. Where everything exists nothing is run: `create … if not exists` needs the
 * right to create also then, which the user of an application should not have.
 *
 * @param names every table and index that the statements create
 * @param lock the number of an advisory lock
 */
export function createMissing(
  names: readonly string[],
  { lock, statements }: { readonly lock: number; readonly statements: string },
): string {
  const areAllThere = names.map((name) => `to_regclass('${name}') is not null`).join(' and ');
  return `
do $$ begin
  if pg_is_in_recovery() or (${areAllThere}) then return; end if;
  perform pg_advisory_xact_lock(${lock});
  ${statements}
end $$`;
}

/**
 * An SQL expression: whether the server takes no writes. True on a standby, and on a former primary that was set to
 * `default_transaction_read_only` when another one replaced it.
 */
export const TAKES_NO_WRITES = `current_setting('transaction_read_only')::boolean`;

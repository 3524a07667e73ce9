/** What a store needs of PostgreSQL: the `query(text, values)` of `pg` and of PGlite. */
export interface Queryable {
  query(text: string, values: unknown[]): Promise<{ readonly rows: readonly unknown[] }>;
}

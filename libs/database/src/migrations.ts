import { fileURLToPath } from 'node:url';
import { DatabaseError, reasonOf } from './errors.js';

/** The SQL files, and the table in which drizzle records applied migrations. */
interface MigrationConfig {
  readonly migrationsFolder: string;
  readonly migrationsSchema: string;
  readonly migrationsTable: string;
}

/** The same relative path from `src` and from `dist`. */
const MIGRATIONS_FOLDER = fileURLToPath(new URL('../migrations', import.meta.url));

/**
 * Runs the migrations with a drizzle migrator. Applied migrations are recorded in the schema of the tables, the first of
 * the search path, so that the record always matches the tables.
 *
 * @param currentSchema - returns the result of `select current_schema()`
 * @throws {DatabaseError} `ERR_DATABASE_MIGRATION`
 */
export async function runMigrations(
  currentSchema: () => Promise<string | null | undefined>,
  migrate: (config: MigrationConfig) => Promise<void>,
): Promise<void> {
  try {
    const schema = await currentSchema();
    if (!schema) throw new Error('no schema in the search_path of this login exists');
    await migrate({
      migrationsFolder: MIGRATIONS_FOLDER,
      migrationsSchema: schema,
      migrationsTable: 'portcullis_migrations',
    });
  } catch (error) {
    throw new DatabaseError(
      'ERR_DATABASE_MIGRATION',
      `the database migration failed: ${deepestReason(error)}`,
      { cause: error },
    );
  }
}

/** Drizzle wraps the server's error in "Failed query: …". The innermost error says what is wrong. */
function deepestReason(error: unknown): string {
  const nested = typeof error === 'object' && error !== null && 'cause' in error && error.cause;
  return nested ? deepestReason(nested) : reasonOf(error);
}

import { fileURLToPath } from 'node:url';
import { DatabaseError, reasonOf } from './errors.js';

/** Where drizzle keeps its record of the migrations that ran. */
interface MigrationConfig {
  readonly migrationsFolder: string;
  readonly migrationsSchema: string;
  readonly migrationsTable: string;
}

/** The SQL files sit beside both `src` and `dist`, so that one path serves tests and the built package. */
const MIGRATIONS_FOLDER = fileURLToPath(new URL('../migrations', import.meta.url));

/**
 * Runs a drizzle migrator over the package's SQL files. The record of what ran is kept in the schema
 * that the tables go to (the first one of the search path): the two can't come apart.
 *
 * @param currentSchema - answers `select current_schema()`
 * @throws {DatabaseError} `ERR_DATABASE_MIGRATION`
 */
export async function runMigrations(
  currentSchema: () => Promise<string | null | undefined>,
  migrate: (config: MigrationConfig) => Promise<void>,
): Promise<void> {
  try {
    const schema = await currentSchema();
    if (!schema) throw new Error('the search_path of this login names no schema that exists');
    await migrate({
      migrationsFolder: MIGRATIONS_FOLDER,
      migrationsSchema: schema,
      migrationsTable: 'portcullis_migrations',
    });
  } catch (error) {
    throw new DatabaseError(
      'ERR_DATABASE_MIGRATION',
      `the database schema could not be brought up to date: ${deepestReason(error)}`,
      { cause: error },
    );
  }
}

/** Drizzle wraps the server's words in "Failed query: …"; the words inside say what is wrong. */
function deepestReason(error: unknown): string {
  const nested = typeof error === 'object' && error !== null && 'cause' in error && error.cause;
  return nested ? deepestReason(nested) : reasonOf(error);
}

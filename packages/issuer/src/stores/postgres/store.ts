/** Opens everything that an issuer stores in PostgreSQL. */
import { assertKnownOptions, type OptionTable } from '@portcullis/core/internal';
import type { IssuerStore } from '../issuer-store.js';
import { KEY_TABLES, PostgresKeyStore, type PostgresKeyStoreOptions } from './key-store.js';
import type { Queryable } from './queryable.js';
import { PostgresRevocationStore, REVOCATION_TABLES } from './revocation-store.js';
import { PostgresSessionStore, SESSION_TABLES } from './session-store.js';
import { OpenTables } from './tables.js';

/**
 * Options of `PostgresStore.open`: `connect`, for changes that take effect at once in every process (one connection for
 * keys and one for revocations), and `name`, for issuers that share a database.
 */
export type PostgresStoreOptions = PostgresKeyStoreOptions;

const NAMES: OptionTable<PostgresStoreOptions> = { name: 'value', connect: 'value' };

/**
 * Stores an issuer's keys, sessions and revocations in PostgreSQL 13 or later, or in PGlite. PostgreSQL serves any
 * number of processes, PGlite one.
 *
 * @example
 * const store = await PostgresStore.open(new pg.Pool({ connectionString: url }));
 * const ring = await KeyRing.open({ store: store.keys, keyEncryptionKeys });
 */
export class PostgresStore implements IssuerStore {
  private constructor(
    readonly keys: PostgresKeyStore,
    readonly sessions: PostgresSessionStore,
    readonly revocations: PostgresRevocationStore,
  ) {}

  /**
   * Opens the store, and creates missing tables. A standby receives them from its primary. The connections of `db` stay
   * open until you close them.
   *
   * @param db a `Pool` or `Client` of `pg`, or a PGlite
   * @throws ConfigurationError for any other client and for an unknown option; errors of the database
   */
  static async open(db: Queryable, options: PostgresStoreOptions = {}): Promise<PostgresStore> {
    assertKnownOptions(options, NAMES);
    const tables = [...KEY_TABLES, ...SESSION_TABLES, ...REVOCATION_TABLES];
    const opened = await OpenTables.open(db, ...tables);
    return new PostgresStore(
      new PostgresKeyStore(opened, options),
      new PostgresSessionStore(opened),
      new PostgresRevocationStore(opened, options),
    );
  }
}

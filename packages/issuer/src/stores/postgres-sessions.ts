import type {
  EndReason,
  Rotation,
  SessionStore,
  StoredSession,
} from '../sessions/session-store.js';
import type { Queryable } from './queryable.js';

/** One transaction, and one process at a time: `if not exists` alone fails for one of two that create at once. */
const CREATE = `
do $$ begin
  perform pg_advisory_xact_lock(7041996002);
  create table if not exists portcullis_sessions (
    id uuid primary key,
    handle_hash bytea not null unique,
    subject text not null,
    label text,
    current_hash bytea not null,
    previous_hash bytea,
    rotated_at bigint,
    created_at bigint not null,
    last_used_at bigint not null,
    ended_at bigint,
    end_reason text
  );
  create index if not exists portcullis_sessions_of_subject
    on portcullis_sessions (subject, last_used_at desc) where ended_at is null;
end $$`;

/** Times are read as doubles: `pg` gives bigint as text. */
const COLUMNS = `id, handle_hash, subject, label, current_hash, previous_hash, rotated_at::float8 as rotated_at,
  created_at::float8 as created_at, last_used_at::float8 as last_used_at, ended_at::float8 as ended_at, end_reason`;

interface Row {
  readonly id: string;
  readonly handle_hash: Uint8Array;
  readonly subject: string;
  readonly label: string | null;
  readonly current_hash: Uint8Array;
  readonly previous_hash: Uint8Array | null;
  readonly rotated_at: number | null;
  readonly created_at: number;
  readonly last_used_at: number;
  readonly ended_at: number | null;
  readonly end_reason: EndReason | null;
}

/**
 * Keeps sessions in PostgreSQL, for any number of processes, or in PGlite for one: the same SQL. Every step is one
 * statement.
 */
export class PostgresSessionStore implements SessionStore {
  readonly #db: Queryable;

  private constructor(db: Queryable) {
    this.#db = db;
  }

  /**
   * Opens the store, and creates its table where there is none.
   *
   * @param db a `Pool` or `Client` of `pg`, or a PGlite: whatever has `query(text, values)`
   * @throws what the database throws
   */
  static async open(db: Queryable): Promise<PostgresSessionStore> {
    await db.query(CREATE, []);
    return new PostgresSessionStore(db);
  }

  async insert(session: StoredSession): Promise<void> {
    const { id, handleHash, subject, label, currentHash, createdAt, lastUsedAt } = session;
    await this.#db.query(
      `insert into portcullis_sessions
         (id, handle_hash, subject, label, current_hash, created_at, last_used_at)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      [id, handleHash, subject, label ?? null, currentHash, createdAt, lastUsedAt],
    );
  }

  async find(handleHash: Buffer): Promise<StoredSession | undefined> {
    const { rows } = await this.#db.query(
      `select ${COLUMNS} from portcullis_sessions where handle_hash = $1`,
      [handleHash],
    );
    const [row] = rows as readonly Row[];
    return row && sessionOf(row);
  }

  async rotate(id: string, { from, to, at }: Rotation): Promise<boolean> {
    const { rows } = await this.#db.query(
      `update portcullis_sessions
          set previous_hash = current_hash, current_hash = $3, rotated_at = $4, last_used_at = $4
        where id = $1 and current_hash = $2 and ended_at is null
        returning id`,
      [id, from, to, at],
    );
    return rows.length === 1;
  }

  async end(id: string, reason: EndReason, at: number): Promise<boolean> {
    const { rows } = await this.#db.query(
      `update portcullis_sessions set ended_at = $2, end_reason = $3
        where id = $1 and ended_at is null returning id`,
      [id, at, reason],
    );
    return rows.length === 1;
  }

  async list(subject: string): Promise<readonly StoredSession[]> {
    const { rows } = await this.#db.query(
      `select ${COLUMNS} from portcullis_sessions
        where subject = $1 and ended_at is null order by last_used_at desc`,
      [subject],
    );
    return (rows as readonly Row[]).map(sessionOf);
  }
}

function sessionOf(row: Row): StoredSession {
  return {
    id: row.id,
    handleHash: Buffer.from(row.handle_hash),
    subject: row.subject,
    label: row.label ?? undefined,
    currentHash: Buffer.from(row.current_hash),
    previousHash: row.previous_hash === null ? undefined : Buffer.from(row.previous_hash),
    rotatedAt: row.rotated_at ?? undefined,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
    endedAt: row.ended_at ?? undefined,
    endReason: row.end_reason ?? undefined,
  };
}

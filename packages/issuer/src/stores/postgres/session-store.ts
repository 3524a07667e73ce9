import { randomUUID } from 'node:crypto';
import { KEPT_LONGER_MS } from '../../sessions/session-rules.js';
import type {
  EndReason,
  Ending,
  FoundSession,
  Rotation,
  SessionStore,
  StoredSession,
} from '../../sessions/session-store.js';
import type { Queryable } from './queryable.js';
import { inTime, readServerTime, SERVER_CLOCK, TAKES_NO_WRITES } from './server.js';
import { OpenTables, type TableSet } from './tables.js';

/**
 * The table of sessions. A refresh changes no indexed column and, thanks to the fill factor, finds room in its page, so
 * PostgreSQL writes the row without touching an index.
 */
const SESSION_TABLE: TableSet = {
  names: ['portcullis_sessions', 'portcullis_sessions_of_subject'],
  statements: `
  create table if not exists portcullis_sessions (
    id uuid primary key,
    handle_hash bytea not null unique,
    subject text not null,
    label text,
    current_hash bytea not null,
    previous_hash bytea,
    rotated_at bigint,
    older_hash bytea,
    older_rotated_at bigint,
    created_at bigint not null,
    ends_at bigint not null,
    last_used_at bigint not null,
    ended_at bigint,
    end_reason text,
    keep_until bigint not null
  ) with (fillfactor = 80);
  create index if not exists portcullis_sessions_of_subject
    on portcullis_sessions (subject) where ended_at is null;`,
};

/** All tables that a {@link PostgresSessionStore} uses. */
export const SESSION_TABLES: readonly TableSet[] = [SESSION_TABLE];

/** Times are read as doubles, because `pg` returns bigint as text. */
const COLUMNS = `id, handle_hash, subject, label, current_hash, previous_hash, rotated_at::float8 as rotated_at,
  older_hash, older_rotated_at::float8 as older_rotated_at,
  created_at::float8 as created_at, ends_at::float8 as ends_at, last_used_at::float8 as last_used_at,
  ended_at::float8 as ended_at, end_reason, keep_until::float8 as keep_until`;

/** Skips rows that another process has locked. */
const PURGE = `
with piece as materialized (
  select id, keep_until from portcullis_sessions where id >= $1 order by id limit $2
), past as (
  select id from portcullis_sessions
   where id in (select id from piece) and keep_until <= least($3::float8, ${SERVER_CLOCK})
   for update skip locked
), gone as (
  delete from portcullis_sessions where id in (select id from past) returning id
)
select (select count(*)::int from piece) as seen, (select count(*)::int from gone) as gone`;

const FIRST_ID = '00000000-0000-0000-0000-000000000000';

interface Row {
  readonly id: string;
  readonly handle_hash: Uint8Array;
  readonly subject: string;
  readonly label: string | null;
  readonly current_hash: Uint8Array;
  readonly previous_hash: Uint8Array | null;
  readonly rotated_at: number | null;
  readonly older_hash: Uint8Array | null;
  readonly older_rotated_at: number | null;
  readonly created_at: number;
  readonly ends_at: number;
  readonly last_used_at: number;
  readonly ended_at: number | null;
  readonly end_reason: EndReason | null;
  readonly keep_until: number;
}

/** If no session was found, the single row has null columns. */
interface FoundRow extends Row {
  readonly read_at: number;
}

interface Purged {
  readonly seen: number;
  readonly gone: number;
}

/**
 * Stores sessions in PostgreSQL 13 or later, for any number of processes, or in PGlite for one. Every step is one
 * statement. `PostgresStore` opens it together with keys and revocations.
 *
 * @example
 * const sessions = new RefreshSessions({ store: await PostgresSessionStore.open(pool), refreshKey });
 */
export class PostgresSessionStore implements SessionStore {
  readonly #db: Queryable;

  /** Used by `PostgresStore`. Call {@link open} instead. */
  constructor(db: OpenTables) {
    this.#db = db;
  }

  /**
   * Opens the store, and creates its table `portcullis_sessions` if it is missing.
   *
   * @param db a `Pool` or `Client` of `pg`, or a PGlite
   * @throws ConfigurationError for any other client; errors of the database
   */
  static async open(db: Queryable): Promise<PostgresSessionStore> {
    return new PostgresSessionStore(await OpenTables.open(db, ...SESSION_TABLES));
  }

  time(): Promise<number> {
    return readServerTime(this.#db);
  }

  async insert(session: StoredSession, notAfter?: number): Promise<boolean> {
    const { id, handleHash, subject, label, currentHash } = session;
    const { createdAt, endsAt, lastUsedAt, keepUntil } = session;
    const { rows } = await this.#db.query(
      `insert into portcullis_sessions
         (id, handle_hash, subject, label, current_hash, created_at, ends_at, last_used_at, keep_until)
       select $1::uuid, $2::bytea, $3::text, $4::text, $5::bytea, $6::bigint, $7::bigint, $8::bigint, $9::bigint
        where ${inTime('$10')} returning id`,
      [
        id,
        handleHash,
        subject,
        label ?? null,
        currentHash,
        createdAt,
        endsAt,
        lastUsedAt,
        keepUntil,
        notAfter ?? null,
      ],
    );
    return rows.length === 1;
  }

  async find(handleHash: Buffer): Promise<FoundSession | undefined> {
    const [row] = await this.#read('s.handle_hash = $1', [handleHash]);
    return row && { ...sessionOf(row), readAt: row.read_at };
  }

  async findOwn(subject: string, id: string): Promise<StoredSession | undefined> {
    const [row] = await this.#read('s.id = $1 and s.subject = $2', [id, subject]);
    return row && sessionOf(row);
  }

  async rotate(handleHash: Buffer, rotation: Rotation): Promise<boolean> {
    const { from, to, at, rotatedAt, keepUntil, notAfter } = rotation;
    const { rows } = await this.#db.query(
      `update portcullis_sessions
          set older_hash = previous_hash, older_rotated_at = rotated_at, previous_hash = current_hash, current_hash = $3,
              rotated_at = $7, last_used_at = $4, keep_until = $5
        where handle_hash = $1 and current_hash = $2 and ended_at is null and ${SERVER_CLOCK} < $6::float8
        returning id`,
      [handleHash, from, to, at, keepUntil, notAfter, rotatedAt],
    );
    return rows.length === 1;
  }

  async end(handleHash: Buffer, { reason, at, notAfter }: Ending): Promise<boolean> {
    const { rows } = await this.#db.query(
      `update portcullis_sessions set ended_at = $2, end_reason = $3,
              keep_until = least(keep_until, $2::bigint + ${KEPT_LONGER_MS})
        where handle_hash = $1 and ended_at is null and ${inTime('$4')} returning id`,
      [handleHash, at, reason, notAfter ?? null],
    );
    return rows.length === 1;
  }

  async list(subject: string): Promise<readonly StoredSession[]> {
    return (await this.#read('s.subject = $1 and s.ended_at is null', [subject])).map(sessionOf);
  }

  /** Reads from the primary only. A standby that was cut off does not know which sessions were begun or ended since. */
  async #read(which: string, values: unknown[]): Promise<readonly FoundRow[]> {
    const { rows } = await this.#db.query(
      `select ${COLUMNS}, read_at, is_replica
         from (select ${SERVER_CLOCK} as read_at, ${TAKES_NO_WRITES} as is_replica) server
         left join portcullis_sessions s on ${which}`,
      values,
    );
    const found = rows as readonly (FoundRow & { readonly is_replica: boolean })[];
    if (found[0]?.is_replica !== false) throw new Error('sessions must be read from the primary');
    return found.filter(({ id }) => id !== null);
  }

  /** Starts at a random ID, so that no process has to remember a position. */
  async purge(now: number, most: number): Promise<number> {
    const { seen, gone } = await this.#purgeFrom(randomUUID(), now, most);
    if (seen >= most) return gone;
    const rest = await this.#purgeFrom(FIRST_ID, now, most - seen);
    return gone + rest.gone;
  }

  async #purgeFrom(id: string, now: number, most: number): Promise<Purged> {
    const { rows } = await this.#db.query(PURGE, [id, most, now]);
    return (rows as readonly Purged[])[0] ?? { seen: 0, gone: 0 };
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
    olderHash: row.older_hash === null ? undefined : Buffer.from(row.older_hash),
    olderRotatedAt: row.older_rotated_at ?? undefined,
    createdAt: row.created_at,
    endsAt: row.ends_at,
    lastUsedAt: row.last_used_at,
    endedAt: row.ended_at ?? undefined,
    endReason: row.end_reason ?? undefined,
    keepUntil: row.keep_until,
  };
}

import type {
  EndReason,
  Ending,
  FoundSession,
  Rotation,
  SessionStore,
  StoredSession,
} from '../../sessions/session-store.js';
import { assertKnownOptions } from '@portcullis/core/internal';
import type { RedisClient } from './client.js';
import { DEFAULT_PREFIX, RedisConnection, type RedisPrefix } from './connection.js';
import { TIME } from './script.js';
import { END, ENLIST, ENLISTED, FIND, HANDLE, INSERT, ROTATE, STRIKE } from './session-scripts.js';

const FIELDS = [
  'id',
  'subject',
  'label',
  'currentHash',
  'previousHash',
  'rotatedAt',
  'olderHash',
  'olderRotatedAt',
  'createdAt',
  'endsAt',
  'lastUsedAt',
  'endedAt',
  'endReason',
  'keepUntil',
] as const;

type Fields = Readonly<Record<(typeof FIELDS)[number], string | undefined>>;

/** A subject's list of sessions lives longer than the sessions by this much. */
const LONGER_MS = 2 * 86_400_000;

/**
 * Stores sessions in Redis 5 or later, for any number of processes. Each session is a hash, and so are the session IDs
 * of each subject. They expire by themselves. Set `maxmemory-policy noeviction`: a user whose session is evicted has to
 * sign in again. If a failover loses the last writes, sessions that were just refreshed end, and sessions that were
 * just ended are valid again.
 *
 * @example
 * const sessions = new RefreshSessions({ store: new RedisSessionStore(redis), refreshKey });
 */
export class RedisSessionStore implements SessionStore {
  readonly #redis: RedisConnection;
  readonly #prefix: string;

  /**
   * @param redis a client of `ioredis` or `redis` (node-redis)
   * @throws ConfigurationError for any other client and for an unknown option
   */
  constructor(redis: RedisClient, options: RedisPrefix = {}) {
    assertKnownOptions(options, { prefix: 'value' });
    this.#prefix = options.prefix ?? DEFAULT_PREFIX;
    this.#redis = new RedisConnection(redis, this.#prefix);
  }

  /** In a cluster each node has its own clock. A session's times are by the clock of the node that has the session. */
  async time(handleHash?: Buffer): Promise<number> {
    return this.#timeOf(this.#sessionKey(handleHash?.toString('base64url') ?? 'time'));
  }

  /**
   * Adds the session before its entry in the list, because `list` removes entries without a session. A session without an
   * entry expires by itself, and nobody received its token. The list may be on another node: by that node's clock, the
   * deadline is as far away as by the session's.
   */
  async insert(session: StoredSession, notAfter: number | '' = ''): Promise<boolean> {
    const { handleHash, lastUsedAt, keepUntil, endsAt, subject, id } = session;
    const fields = fieldsOf(session);
    const handle = handleHash.toString('base64url');
    const values = [keepUntil - lastUsedAt, notAfter, ...fields];
    const list = this.#listKey(subject);
    const listTime = notAfter === '' ? 0 : await this.#timeOf(list);
    const insertedAt = Number(await this.#redis.run(INSERT, values, this.#sessionKey(handle)));
    if (insertedAt === 0) return false;
    const longest = endsAt - lastUsedAt + LONGER_MS;
    const listUntil = notAfter === '' ? '' : listTime + notAfter - insertedAt;
    const listed = [longest, id, handle, listUntil];
    return Number(await this.#redis.run(ENLIST, listed, list)) === 1;
  }

  async find(handleHash: Buffer): Promise<FoundSession | undefined> {
    return this.#find(handleHash.toString('base64url'));
  }

  async findOwn(subject: string, id: string): Promise<StoredSession | undefined> {
    const handle = await this.#redis.run(HANDLE, [id], this.#listKey(subject));
    return typeof handle === 'string' ? this.#find(handle) : undefined;
  }

  async rotate(handleHash: Buffer, rotation: Rotation): Promise<boolean> {
    const { from, to, at, rotatedAt, keepUntil, notAfter } = rotation;
    const key = this.#sessionKey(handleHash.toString('base64url'));
    const hashes = [from.toString('base64url'), to.toString('base64url')];
    const values = [...hashes, at, keepUntil - at, notAfter, keepUntil, rotatedAt];
    return Number(await this.#redis.run(ROTATE, values, key)) === 1;
  }

  async end(handleHash: Buffer, { reason, at, notAfter = Infinity }: Ending): Promise<boolean> {
    const key = this.#sessionKey(handleHash.toString('base64url'));
    const values = [at, reason, Number.isFinite(notAfter) ? notAfter : ''];
    return Number(await this.#redis.run(END, values, key)) === 1;
  }

  async list(subject: string): Promise<readonly FoundSession[]> {
    const key = this.#listKey(subject);
    const listed = pairs((await this.#redis.run(ENLISTED, [], key)) as readonly string[]);
    const looks = listed.map(async ({ id, handle }) => ({ id, session: await this.#find(handle) }));
    const found = await Promise.all(looks);
    const over = found.filter(({ session }) => session === undefined || isEnded(session));
    const ids = over.map(({ id }) => id);
    if (ids.length > 0) await this.#redis.run(STRIKE, ids, key);
    return found.flatMap(({ session }) => (session && !isEnded(session) ? [session] : []));
  }

  async #find(handle: string): Promise<FoundSession | undefined> {
    const answer = await this.#redis.run(FIND, FIELDS, this.#sessionKey(handle));
    const [readAt, ...values] = answer as readonly [number | string, ...(string | null)[]];
    const fields = Object.fromEntries(FIELDS.map((name, i) => [name, values[i] ?? undefined]));
    const session = sessionOf(fields as Fields, handle);
    return session && { ...session, readAt: Number(readAt) };
  }

  async #timeOf(key: string): Promise<number> {
    return Number(await this.#redis.run(TIME, [], key));
  }

  #sessionKey(handle: string): string {
    return `${this.#prefix}session:${handle}`;
  }

  #listKey(subject: string): string {
    return `${this.#prefix}sessions-of:${subject}`;
  }
}

/** Returns fields and values in turn, without undefined ones. */
function fieldsOf(session: StoredSession): (string | number)[] {
  return FIELDS.flatMap((name) => {
    const value = session[name];
    if (value === undefined) return [];
    return [name, Buffer.isBuffer(value) ? value.toString('base64url') : value];
  });
}

function sessionOf(fields: Fields, handle: string): StoredSession | undefined {
  const { id, subject, currentHash } = fields;
  if (id === undefined || subject === undefined || currentHash === undefined) return undefined;
  return {
    id,
    handleHash: Buffer.from(handle, 'base64url'),
    subject,
    label: fields.label,
    currentHash: Buffer.from(currentHash, 'base64url'),
    previousHash: optionalHash(fields.previousHash),
    rotatedAt: optionalTime(fields.rotatedAt),
    olderHash: optionalHash(fields.olderHash),
    olderRotatedAt: optionalTime(fields.olderRotatedAt),
    createdAt: Number(fields.createdAt),
    endsAt: Number(fields.endsAt),
    lastUsedAt: Number(fields.lastUsedAt),
    endedAt: optionalTime(fields.endedAt),
    endReason: fields.endReason as EndReason | undefined,
    keepUntil: Number(fields.keepUntil),
  };
}

function optionalHash(text: string | undefined): Buffer | undefined {
  return text === undefined ? undefined : Buffer.from(text, 'base64url');
}

function optionalTime(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

function isEnded({ endedAt }: StoredSession): boolean {
  return endedAt !== undefined;
}

function pairs(flat: readonly string[]): { readonly id: string; readonly handle: string }[] {
  const ids = flat.filter((_, i) => i % 2 === 0);
  return ids.map((id, i) => ({ id, handle: flat[2 * i + 1] ?? '' }));
}

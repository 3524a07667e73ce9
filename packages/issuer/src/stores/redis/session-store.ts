import type {
  EndReason,
  Ending,
  FoundSession,
  Rotation,
  SessionStore,
  StoredSession,
} from '../../sessions/session-store.js';
import { scriptClient, type RedisClient, type ScriptClient } from './client.js';
import {
  END,
  ENLIST,
  ENLISTED,
  FIND,
  HANDLE,
  INSERT,
  ROTATE,
  TIME,
  STRIKE,
} from './session-scripts.js';

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

/** A list of a subject's sessions lives a little longer than they do. */
const LONGER_MS = 2 * 86_400_000;

/**
 * Keeps sessions in Redis 5 or later, for any number of processes: one hash for each session, and one for the IDs of
 * each subject. They expire by themselves. Redis must not evict them (`maxmemory-policy noeviction`): who is evicted
 * signs in again. A failover that loses the last writes ends the sessions that were rotated by them, and undoes the
 * logouts among them.
 */
export class RedisSessionStore implements SessionStore {
  readonly #redis: ScriptClient;
  readonly #prefix: string;

  /**
   * @param redis a client of `ioredis` or `redis` (node-redis)
   * @param options `prefix`: what all keys begin with. Default `portcullis:`
   * @throws ConfigurationError where it is neither
   */
  constructor(redis: RedisClient, { prefix = 'portcullis:' }: { readonly prefix?: string } = {}) {
    this.#redis = scriptClient(redis);
    this.#prefix = prefix;
  }

  /** In a cluster each node has its own clock: a session's times are by that of the node which keeps it. */
  async time(handleHash?: Buffer): Promise<number> {
    return this.#timeOf(this.#sessionKey(handleHash?.toString('base64url') ?? 'time'));
  }

  /**
   * The list comes second: `list` strikes out what it does not find. What is not in it by then has a token that nobody was
   * given, and goes by itself. Another node may keep the list: by its clock, as much time is left as by the session's.
   */
  async insert(session: StoredSession, notAfter: number | '' = ''): Promise<boolean> {
    const { handleHash, lastUsedAt, keepUntil, endsAt, subject, id } = session;
    const fields = fieldsOf(session);
    const handle = handleHash.toString('base64url');
    const values = [keepUntil - lastUsedAt, notAfter, ...fields];
    const list = this.#listKey(subject);
    const listTime = notAfter === '' ? 0 : await this.#timeOf(list);
    const insertedAt = Number(await INSERT.run(this.#redis, this.#sessionKey(handle), values));
    if (insertedAt === 0) return false;
    const longest = endsAt - lastUsedAt + LONGER_MS;
    const listUntil = notAfter === '' ? '' : listTime + notAfter - insertedAt;
    const listed = [longest, id, handle, listUntil];
    return Number(await ENLIST.run(this.#redis, list, listed)) === 1;
  }

  async find(handleHash: Buffer): Promise<FoundSession | undefined> {
    return this.#find(handleHash.toString('base64url'));
  }

  async findOwn(subject: string, id: string): Promise<StoredSession | undefined> {
    const handle = await HANDLE.run(this.#redis, this.#listKey(subject), [id]);
    return typeof handle === 'string' ? this.#find(handle) : undefined;
  }

  async rotate(handleHash: Buffer, rotation: Rotation): Promise<boolean> {
    const { from, to, at, rotatedAt, keepUntil, notAfter } = rotation;
    const key = this.#sessionKey(handleHash.toString('base64url'));
    const hashes = [from.toString('base64url'), to.toString('base64url')];
    const values = [...hashes, at, keepUntil - at, notAfter, keepUntil, rotatedAt];
    return Number(await ROTATE.run(this.#redis, key, values)) === 1;
  }

  async end(handleHash: Buffer, { reason, at, notAfter = Infinity }: Ending): Promise<boolean> {
    const key = this.#sessionKey(handleHash.toString('base64url'));
    return (
      Number(
        await END.run(this.#redis, key, [at, reason, Number.isFinite(notAfter) ? notAfter : '']),
      ) === 1
    );
  }

  async list(subject: string): Promise<readonly FoundSession[]> {
    const key = this.#listKey(subject);
    const listed = pairs((await ENLISTED.run(this.#redis, key)) as readonly string[]);
    const looks = listed.map(async ({ id, handle }) => ({ id, session: await this.#find(handle) }));
    const found = await Promise.all(looks);
    const over = found.filter(({ session }) => session === undefined || isEnded(session));
    const ids = over.map(({ id }) => id);
    if (ids.length > 0) await STRIKE.run(this.#redis, key, ids);
    return found.flatMap(({ session }) => (session && !isEnded(session) ? [session] : []));
  }

  async #find(handle: string): Promise<FoundSession | undefined> {
    const answer = await FIND.run(this.#redis, this.#sessionKey(handle), FIELDS);
    const [readAt, ...values] = answer as readonly [number | string, ...(string | null)[]];
    const fields = Object.fromEntries(FIELDS.map((name, i) => [name, values[i] ?? undefined]));
    const session = sessionOf(fields as Fields, handle);
    return session && { ...session, readAt: Number(readAt) };
  }

  async #timeOf(key: string): Promise<number> {
    return Number(await TIME.run(this.#redis, key));
  }

  #sessionKey(handle: string): string {
    return `${this.#prefix}session:${handle}`;
  }

  #listKey(subject: string): string {
    return `${this.#prefix}sessions-of:${subject}`;
  }
}

/** Fields and values in turn; what is undefined has no field. */
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

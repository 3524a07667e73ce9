import { ConfigurationError, describeValue } from '@portcullis/core';
import { afterRotation, isEqualHash, KEPT_LONGER_MS } from '../../sessions/session-rules.js';
import type {
  Ending,
  FoundSession,
  Rotation,
  SessionStore,
  StoredSession,
} from '../../sessions/session-store.js';

const MOST = 100_000;

/**
 * Keeps sessions in this process: they end with it. For tests, and for a server of one process. When it is full, a
 * session that was ended is forgotten, else the one that was used longest ago, and its user signs in again.
 */
export class MemorySessionStore implements SessionStore {
  readonly #most: number;
  /** In the order of their last use, the longest ago first. */
  readonly #byHandle = new Map<string, StoredSession>();
  /** The handles of those that were ended, in the order in which they were. */
  readonly #ended = new Set<string>();
  /** For each subject, the handles of its sessions by their IDs. */
  readonly #bySubject = new Map<string, Map<string, string>>();

  /**
   * @param options `maxSessions`: the most it holds, of all subjects together. Default 100,000
   * @throws ConfigurationError unless that is a whole number of at least 1
   */
  constructor({ maxSessions = MOST }: { readonly maxSessions?: number } = {}) {
    if (!Number.isSafeInteger(maxSessions) || maxSessions < 1) {
      const given = describeValue(maxSessions);
      throw new ConfigurationError('maxSessions', given, 'a whole number of at least 1');
    }
    this.#most = maxSessions;
  }

  /** How many it holds. */
  get size(): number {
    return this.#byHandle.size;
  }

  async insert(session: StoredSession): Promise<void> {
    if (this.#byHandle.size >= this.#most) this.#forgetOldest();
    const handle = keyOf(session.handleHash);
    this.#byHandle.set(handle, session);
    const own = this.#bySubject.get(session.subject) ?? new Map<string, string>();
    this.#bySubject.set(session.subject, own.set(session.id, handle));
  }

  async find(handleHash: Buffer): Promise<FoundSession | undefined> {
    const session = this.#byHandle.get(keyOf(handleHash));
    return session && { ...session, readAt: performance.now() };
  }

  async findOwn(subject: string, id: string): Promise<StoredSession | undefined> {
    const handle = this.#bySubject.get(subject)?.get(id);
    return handle === undefined ? undefined : this.#byHandle.get(handle);
  }

  async rotate(handleHash: Buffer, rotation: Rotation): Promise<boolean> {
    const session = this.#goingOn(handleHash);
    if (!session || !isEqualHash(session.currentHash, rotation.from)) return false;
    if (performance.now() >= rotation.notAfter) return false;
    this.#byHandle.delete(keyOf(handleHash)); // to the end of the order
    this.#replace({ ...afterRotation(session, rotation), keepUntil: rotation.keepUntil });
    return true;
  }

  async end(handleHash: Buffer, { reason, at }: Ending): Promise<boolean> {
    const session = this.#goingOn(handleHash);
    if (!session) return false;
    const keepUntil = Math.min(session.keepUntil, at + KEPT_LONGER_MS);
    this.#replace({ ...session, endedAt: at, endReason: reason, keepUntil });
    this.#ended.add(keyOf(handleHash));
    return true;
  }

  async list(subject: string): Promise<readonly StoredSession[]> {
    const handles = [...(this.#bySubject.get(subject)?.values() ?? [])];
    return handles.flatMap((handle) => {
      const session = this.#byHandle.get(handle);
      return session && session.endedAt === undefined ? [session] : [];
    });
  }

  /** Those that were ended, or used, longest ago are the first to be over. */
  async purge(now: number, most: number): Promise<number> {
    const ended = [...first(this.#ended, most)].flatMap(
      (handle) => this.#byHandle.get(handle) ?? [],
    );
    const oldest = [...first(this.#byHandle.values(), most - ended.length)];
    const over = new Set([...ended, ...oldest].filter(({ keepUntil }) => keepUntil <= now));
    for (const session of over) this.#forget(session);
    return over.size;
  }

  #goingOn(handleHash: Buffer): StoredSession | undefined {
    const session = this.#byHandle.get(keyOf(handleHash));
    return session?.endedAt === undefined ? session : undefined;
  }

  #replace(session: StoredSession): void {
    this.#byHandle.set(keyOf(session.handleHash), session);
  }

  #forgetOldest(): void {
    const [ended] = this.#ended;
    const [oldest] = this.#byHandle.values();
    const forgotten = (ended === undefined ? undefined : this.#byHandle.get(ended)) ?? oldest;
    if (forgotten) this.#forget(forgotten);
  }

  #forget({ handleHash, subject, id }: StoredSession): void {
    this.#byHandle.delete(keyOf(handleHash));
    this.#ended.delete(keyOf(handleHash));
    const own = this.#bySubject.get(subject);
    own?.delete(id);
    if (own?.size === 0) this.#bySubject.delete(subject);
  }
}

function keyOf(hash: Buffer): string {
  return hash.toString('base64url');
}

function* first<T>(all: Iterable<T>, most: number): Generator<T> {
  let left = most;
  for (const each of all) {
    if (left-- <= 0) return;
    yield each;
  }
}

import { ConfigurationError } from '@portcullis/core';
import { describeValue } from '@portcullis/core/internal';
import { afterRotation, isEqualHash, KEPT_LONGER_MS } from '../../sessions/session-rules.js';
import type {
  Ending,
  FoundSession,
  Rotation,
  SessionStore,
  StoredSession,
} from '../../sessions/session-store.js';

const DEFAULT_MAX = 100_000;

/**
 * Stores sessions in this process. A restart loses them. For tests, and for servers with one process. A full store removes an
 * ended session, otherwise the least recently used one, whose user has to sign in again.
 */
export class MemorySessionStore implements SessionStore {
  readonly #maxSessions: number;
  /** Ordered by last use, the oldest first. */
  readonly #byHandle = new Map<string, StoredSession>();
  /** The handles of ended sessions, in order of their end. */
  readonly #ended = new Set<string>();
  /** For each subject, the handles of its sessions by ID. */
  readonly #bySubject = new Map<string, Map<string, string>>();

  /**
   * @param options `maxSessions`: the limit of sessions of all subjects. Default 100,000
   * @throws ConfigurationError unless `maxSessions` is an integer of at least 1
   */
  constructor({ maxSessions = DEFAULT_MAX }: { readonly maxSessions?: number } = {}) {
    if (!Number.isSafeInteger(maxSessions) || maxSessions < 1) {
      const received = describeValue(maxSessions);
      throw new ConfigurationError('maxSessions', received, 'an integer of at least 1');
    }
    this.#maxSessions = maxSessions;
  }

  /** The number of sessions. */
  get size(): number {
    return this.#byHandle.size;
  }

  async insert(session: StoredSession): Promise<void> {
    if (this.#byHandle.size >= this.#maxSessions) this.#removeOldest();
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
    const session = this.#active(handleHash);
    if (!session || !isEqualHash(session.currentHash, rotation.from)) return false;
    if (performance.now() >= rotation.notAfter) return false;
    this.#byHandle.delete(keyOf(handleHash)); // moves it to the end of the order
    this.#replace({ ...afterRotation(session, rotation), keepUntil: rotation.keepUntil });
    return true;
  }

  async end(handleHash: Buffer, { reason, at }: Ending): Promise<boolean> {
    const session = this.#active(handleHash);
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

  /** Checks the sessions that were ended or used longest ago, which expire first. */
  async purge(now: number, most: number): Promise<number> {
    const ended = [...first(this.#ended, most)].flatMap(
      (handle) => this.#byHandle.get(handle) ?? [],
    );
    const oldest = [...first(this.#byHandle.values(), most - ended.length)];
    const over = new Set([...ended, ...oldest].filter(({ keepUntil }) => keepUntil <= now));
    for (const session of over) this.#remove(session);
    return over.size;
  }

  #active(handleHash: Buffer): StoredSession | undefined {
    const session = this.#byHandle.get(keyOf(handleHash));
    return session?.endedAt === undefined ? session : undefined;
  }

  #replace(session: StoredSession): void {
    this.#byHandle.set(keyOf(session.handleHash), session);
  }

  #removeOldest(): void {
    const [ended] = this.#ended;
    const [oldest] = this.#byHandle.values();
    const removed = (ended === undefined ? undefined : this.#byHandle.get(ended)) ?? oldest;
    if (removed) this.#remove(removed);
  }

  #remove({ handleHash, subject, id }: StoredSession): void {
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

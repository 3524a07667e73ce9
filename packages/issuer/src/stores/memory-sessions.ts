import { afterRotation, isEqualHash } from '../sessions/session-rules.js';
import type {
  EndReason,
  Rotation,
  SessionStore,
  StoredSession,
} from '../sessions/session-store.js';

/** Keeps sessions in this process: they end with it. For tests, and for a server of one process. */
export class MemorySessionStore implements SessionStore {
  readonly #byHandle = new Map<string, StoredSession>();

  async insert(session: StoredSession): Promise<void> {
    this.#byHandle.set(keyOf(session.handleHash), session);
  }

  async find(handleHash: Buffer): Promise<StoredSession | undefined> {
    return this.#byHandle.get(keyOf(handleHash));
  }

  async rotate(id: string, { from, to, at }: Rotation): Promise<boolean> {
    const session = this.#goingOn(id);
    if (!session || !isEqualHash(session.currentHash, from)) return false;
    this.#replace(afterRotation(session, to, at));
    return true;
  }

  async end(id: string, endReason: EndReason, endedAt: number): Promise<boolean> {
    const session = this.#goingOn(id);
    if (session) this.#replace({ ...session, endedAt, endReason });
    return session !== undefined;
  }

  async list(subject: string): Promise<readonly StoredSession[]> {
    return [...this.#byHandle.values()]
      .filter((session) => session.subject === subject && session.endedAt === undefined)
      .toSorted((a, b) => b.lastUsedAt - a.lastUsedAt);
  }

  #goingOn(id: string): StoredSession | undefined {
    for (const session of this.#byHandle.values()) {
      if (session.id === id && session.endedAt === undefined) return session;
    }
    return undefined;
  }

  #replace(session: StoredSession): void {
    this.#byHandle.set(keyOf(session.handleHash), session);
  }
}

function keyOf(hash: Buffer): string {
  return hash.toString('base64url');
}

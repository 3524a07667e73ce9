import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider';

interface Entry {
  readonly payload: AdapterPayload;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/**
 * Creates an in-memory adapter for sessions, codes and grants. It is shared by the instances that a key rotation
 * creates.
 */
export function createMemoryAdapter(): AdapterFactory {
  const entries = new Map<string, Entry>();
  return (model) => new MemoryAdapter(model, entries);
}

class MemoryAdapter implements Adapter {
  constructor(
    private readonly model: string,
    private readonly entries: Map<string, Entry>,
  ) {}

  async upsert(id: string, payload: AdapterPayload, expiresIn?: number): Promise<void> {
    this.#dropExpired();
    const expiresAt = expiresIn === undefined ? Infinity : Date.now() + expiresIn * 1000;
    this.entries.set(this.#key(id), { payload, expiresAt });
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    const entry = this.entries.get(this.#key(id));
    return entry && entry.expiresAt > Date.now() ? entry.payload : undefined;
  }

  findByUid(uid: string): Promise<AdapterPayload | undefined> {
    return this.#findWhere((payload) => payload.uid === uid);
  }

  findByUserCode(userCode: string): Promise<AdapterPayload | undefined> {
    return this.#findWhere((payload) => payload.userCode === userCode);
  }

  async consume(id: string): Promise<void> {
    const entry = this.entries.get(this.#key(id));
    if (entry) entry.payload.consumed = Math.floor(Date.now() / 1000);
  }

  async destroy(id: string): Promise<void> {
    this.entries.delete(this.#key(id));
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    for (const [key, { payload }] of this.entries) {
      if (payload.grantId === grantId) this.entries.delete(key);
    }
  }

  async #findWhere(matches: (payload: AdapterPayload) => boolean) {
    for (const [key, { payload, expiresAt }] of this.entries) {
      if (key.startsWith(`${this.model}:`) && expiresAt > Date.now() && matches(payload))
        return payload;
    }
    return undefined;
  }

  #dropExpired(): void {
    for (const [key, { expiresAt }] of this.entries) {
      if (expiresAt <= Date.now()) this.entries.delete(key);
    }
  }

  #key(id: string): string {
    return `${this.model}:${id}`;
  }
}

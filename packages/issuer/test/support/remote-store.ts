import type { KeyStore, StoredRing } from '@portcullis/issuer';

/** An in-memory store that acts like a remote one: it can be unavailable, slow, emptied and restored. */
export class RemoteStore implements KeyStore {
  mode: 'up' | 'down' | 'silent' = 'up';
  /** A write waits until this is called. */
  late: (() => void)[] | undefined;
  ring: StoredRing | undefined;
  writes = 0;

  async load(): Promise<StoredRing | undefined> {
    await this.#reach();
    return structuredClone(this.ring);
  }

  async replace(expected: number, next: StoredRing): Promise<boolean> {
    await this.#reach();
    if (this.late) await new Promise<void>((resolve) => this.late?.push(resolve));
    if ((this.ring?.version ?? 0) !== expected) return false;
    this.ring = structuredClone(next);
    this.writes++;
    return true;
  }

  /** Loses all data. */
  empty(): void {
    this.ring = undefined;
  }

  async #reach(): Promise<void> {
    if (this.mode === 'down') throw new Error('connection refused');
    if (this.mode === 'silent') await new Promise(() => undefined);
  }
}

import type { IssuerStore } from '../issuer-store.js';
import { MemoryKeyStore } from './key-store.js';
import { MemoryRevocationStore } from './revocation-store.js';
import { MemorySessionStore } from './session-store.js';

/**
 * Stores an issuer's keys, sessions and revocations in this process. A restart loses them, which invalidates every token.
 * For tests, and for servers with one process.
 *
 * @example
 * const store = new MemoryStore();
 * const ring = await KeyRing.open({ store: store.keys });
 */
export class MemoryStore implements IssuerStore {
  readonly keys = new MemoryKeyStore();
  readonly sessions = new MemorySessionStore();
  readonly revocations = new MemoryRevocationStore();
}

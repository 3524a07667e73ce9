import type { KeyStore } from '../key-ring/key-store.js';
import type { RevocationStore } from '../revocation/revocation-store.js';
import type { SessionStore } from '../sessions/session-store.js';

/** Everything that one issuer stores: `MemoryStore`, `PostgresStore` or `RedisStore`. */
export interface IssuerStore {
  readonly keys: KeyStore;
  readonly sessions: SessionStore;
  readonly revocations: RevocationStore;
}

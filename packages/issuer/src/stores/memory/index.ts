/** Stores keys, sessions and revocations in this process. */
export { MemoryStore } from './store.js';
export { MemoryKeyStore } from './key-store.js';
export { MemorySessionStore } from './session-store.js';
export { MemoryRevocationStore } from './revocation-store.js';

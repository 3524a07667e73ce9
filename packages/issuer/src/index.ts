/** `@portcullis/issuer`: signs tokens, rotates signing keys, and stores sessions and revocations. Plain Node.js. */
export { SIGNING_ALGORITHMS, type SigningAlgorithm } from './signing/algorithms.js';
export { SigningKey, type ImportSigningKeyOptions } from './signing/signing-key.js';
export type { SigningKeyMaterial } from './signing/key-material.js';
export type { PublicJwk } from './signing/public-jwk.js';
export {
  TokenSigner,
  type SignedToken,
  type SignerKeySource,
  type SigningKeyRing,
  type SignRequest,
  type TokenSignerOptions,
  type TokenSignerSettings,
} from './signing/token-signer.js';
export type { SignerRevocations } from './signing/token-dates.js';
export type { Audience } from './signing/signer-values.js';
export type { CustomClaims } from './signing/claim-policy.js';
export { KeyRing, type ForcedRotation, type JwksPublication } from './key-ring/key-ring.js';
export type { KeyRingOptions } from './key-ring/key-ring.options.js';
export { parseKeyEncryptionKeys, type KeyEncryptionKeys } from './key-ring/key-seal.js';
export type { Scheduler } from '@portcullis/core/internal';
export type {
  RingClockEvent,
  RingEvents,
  RingFailedEvent,
  RingKeyEvent,
} from './key-ring/ring-events.js';
export type { PublicJwks } from './key-ring/jwks.js';
export type { KeyTimes } from './key-ring/ring-timeline.js';
export type {
  SigningKeyState,
  KeyStore,
  KilledKey,
  LoadedRing,
  PromisedTime,
  PromisedTimes,
  StoredKey,
  StoredRing,
} from './key-ring/key-store.js';
export type { IssuerStore } from './stores/issuer-store.js';
export {
  MemoryKeyStore,
  MemoryRevocationStore,
  MemorySessionStore,
  MemoryStore,
} from './stores/memory/index.js';
export {
  RefreshSessions,
  type GrantedSession,
  type PrepareSession,
  type SessionView,
} from './sessions/refresh-sessions.js';
export type { NewSessionDetails } from './sessions/new-session.js';
export type { RefreshSessionsOptions } from './sessions/session-settings.js';
export { RefreshRejectedError, type RejectionReason } from './sessions/refresh-rejected.js';
export type { EndedSession, SessionReuse } from './sessions/session-events.js';
export type {
  EndReason,
  Ending,
  FoundSession,
  ListedSession,
  Rotation,
  SessionStore,
  StoredSession,
} from './sessions/session-store.js';
export type { Session } from './sessions/session-rules.js';
export { Revocations, type RevokeOptions } from './revocation/revocations.js';
export type { RevocationsOptions } from './revocation/revocations.options.js';
export type { RevocationEntry, RevocationKind } from './revocation/revocation-entry.js';
export type { RevocationPage, RevocationStore } from './revocation/revocation-store.js';
export { RevocationsFullError } from './revocation/revocations-full.js';
export type {
  RevocationEvents,
  RevocationsClockEvent,
  RevocationsFailedEvent,
  RevocationsFullEvent,
  RevocationsRecoveredEvent,
  RevocationsStaleEvent,
} from './revocation/revocation-events.js';
export type { KeeperEnvironment } from './revocation/revocation-follower.js';
export { StoreUnavailableError } from './store-access/store-unavailable.js';
export type { DeliveryEvent, DeliveryEvents } from './store-access/delivery-probe.js';

export type { KeySource, KeySourceState } from './key-source.js';
export { StaticKeys } from './static-keys.js';
export { RemoteJwks, type RemoteJwksEnvironment, type RemoteJwksIssuer } from './remote-jwks.js';
export type { KeysFrom } from './open-download.js';
export type { Discovery } from './provider-metadata.js';
export type { JwksKeysClient, RemoteJwksOptions } from './remote-jwks.options.js';
export type { FetchFailure } from './fetch-failure.js';
export type {
  KeyChangedEvent,
  KeyEvent,
  KeyEvents,
  KeyIdFloodEvent,
  KeysFailedEvent,
  KeysFetchedEvent,
  SkippedKeyEvent,
  StaleKeysEvent,
  UnknownKeyIdEvent,
} from './key-events.js';

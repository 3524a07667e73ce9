export type { KeySource, KeyState } from './key-source.js';
export { StaticKeys } from './static-keys.js';
export { RemoteJwks, type RemoteJwksEnvironment } from './remote-jwks.js';
export type { RemoteJwksOptions } from './remote-jwks.options.js';

import { describeValue, parseDurationWithin, type Duration } from '../time/duration.js';
import { ConfigurationError } from '../errors.js';
import { assertKnownOptions } from '../known-options.js';
import type { RefreshSettings } from './refresh-policy.js';

/** How a JWKS is fetched and kept. Every default is safe to deploy. */
export interface RemoteJwksOptions {
  /** Time for one fetch in all. Default 3 s; at most 30 s. */
  readonly timeout?: Duration;
  /** Bytes of a JWKS after decompression. Default 262144 (256 KiB). */
  readonly maxBytes?: number;
  /** How long an answer is fresh when it has no `Cache-Control: max-age`. Default 10 min, 60 s to 24 h. */
  readonly freshness?: Duration;
  /** How long past freshness keys are used while the issuer is out of reach. Default 1 h; at most 24 h. */
  readonly staleIfError?: Duration;
  /**
   * Fetches for unknown key IDs: five at once, then one in this time; an unused one is kept, up to five. Default 10 s; 1 s
   * to 5 min.
   */
  readonly unknownKidInterval?: Duration;
  /** A `fetch` of your own, such as one with a proxy or a private certificate authority. */
  readonly fetch?: typeof fetch;
  /**
   * A `JwksClient` of jwks-rsa of your own for the same address: its `getKeys()` is what a fetch is. `timeout` holds,
   * by no longer waiting; `maxBytes` and `fetch` don't apply, and neither do `ETag` and `Cache-Control`, which the
   * client does not hand on: answers are fresh for `freshness`. Its own cache and limits are its own.
   */
  readonly client?: JwksKeysClient;
}

/** The part of a `JwksClient` of jwks-rsa that is used. */
export interface JwksKeysClient {
  /** Fetches the members of `keys` of a JWK Set. */
  getKeys(): Promise<unknown>;
}

/** Options, checked, in milliseconds. */
export interface RemoteJwksSettings extends RefreshSettings {
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly fetch: typeof fetch | undefined;
  readonly client: JwksKeysClient | undefined;
}

const OPTION_NAMES: readonly string[] = [
  'timeout',
  'maxBytes',
  'freshness',
  'staleIfError',
  'unknownKidInterval',
  'fetch',
  'client',
] satisfies readonly (keyof RemoteJwksOptions)[];

/** @throws ConfigurationError for a value out of bounds or an option that does not exist */
export function readSettings(options: RemoteJwksOptions): RemoteJwksSettings {
  assertKnownOptions(options, OPTION_NAMES, 'remote.');
  const { timeout = 3, freshness = '10m', staleIfError = '1h', unknownKidInterval = 10 } = options;
  const within = (value: Duration, name: string, least: number, most: number): number =>
    parseDurationWithin(value, `remote.${name}`, { min: least, max: most }) * 1000;
  return Object.freeze({
    timeoutMs: within(timeout, 'timeout', 0.05, 30),
    maxBytes: readMaxBytes(options.maxBytes),
    fetch: readFetch(options.fetch),
    client: readClient(options),
    freshMs: within(freshness, 'freshness', 60, 86_400),
    leastFreshMs: 60_000,
    mostFreshMs: 86_400_000,
    staleIfErrorMs: within(staleIfError, 'staleIfError', 0, 86_400),
    unknownKidMs: within(unknownKidInterval, 'unknownKidInterval', 1, 300),
    backOffMs: 1000,
    mostBackOffMs: 60_000,
  });
}

function readMaxBytes(bytes = 262_144): number {
  if (Number.isInteger(bytes) && bytes >= 1024 && bytes <= 4_194_304) return bytes;
  throw new ConfigurationError(
    'remote.maxBytes',
    describeValue(bytes),
    'an integer from 1024 to 4194304',
  );
}

function readFetch(given: typeof fetch | undefined): typeof fetch | undefined {
  if (given === undefined || typeof given === 'function') return given;
  throw new ConfigurationError('remote.fetch', describeValue(given), 'a fetch function');
}

/** What a client can't be held to must not be asked for beside it. */
function readClient({ client, ...others }: RemoteJwksOptions): JwksKeysClient | undefined {
  if (client === undefined) return undefined;
  if (typeof (client as JwksKeysClient | null)?.getKeys !== 'function') {
    const right = 'a JwksClient of jwks-rsa, an object with getKeys()';
    throw new ConfigurationError('remote.client', describeValue(client), right);
  }
  if (others.fetch !== undefined || others.maxBytes !== undefined) {
    const right = 'a client alone: it fetches by itself, and what it takes can not be bounded';
    throw new ConfigurationError('remote.client', 'a client beside fetch or maxBytes', right);
  }
  return client;
}

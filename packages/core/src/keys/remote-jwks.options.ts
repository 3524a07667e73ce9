import { describeValue, type Duration } from '../time/duration.js';
import { ConfigurationError } from '../errors.js';
import {
  durationOption,
  functionOption,
  integerOption,
  readOptions,
  type OptionReaders,
} from '../options/read-options.js';
import type { RefreshSettings } from './refresh-policy.js';

/** How a JWKS is fetched and kept. Every default is safe to deploy. */
export interface RemoteJwksOptions {
  /** Time for one fetch in all. Default 3 s; at most 30 s. */
  readonly timeout?: Duration;
  /** Bytes of a JWKS after decompression. Default 262144 (256 KiB). */
  readonly maxBytes?: number;
  /** How long an answer is fresh when it has no `Cache-Control: max-age`. Default 10 min, 60 s to 24 h. */
  readonly freshness?: Duration;
  /** How long past their freshness keys are used while the issuer is unavailable. Default 1 h; at most 24 h. */
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

const READERS = {
  timeout: durationOption({ byDefault: 3, min: 0.05, max: 30 }),
  maxBytes: integerOption({ byDefault: 262_144, min: 1024, max: 4_194_304 }),
  freshness: durationOption({ byDefault: '10m', min: 60, max: 86_400 }),
  staleIfError: durationOption({ byDefault: '1h', min: 0, max: 86_400 }),
  unknownKidInterval: durationOption({ byDefault: 10, min: 1, max: 300 }),
  fetch: functionOption<typeof fetch>('a fetch function'),
  client: readClient,
} satisfies OptionReaders<RemoteJwksOptions>;

/**
 * Reads options.
 *
 * @throws ConfigurationError for an invalid value and for an unknown option
 */
export function readSettings(options: RemoteJwksOptions): RemoteJwksSettings {
  const read = readOptions(options, READERS, 'remote.');
  assertClientAlone(options);
  return Object.freeze({
    timeoutMs: read.timeout * 1000,
    maxBytes: read.maxBytes,
    fetch: read.fetch,
    client: read.client,
    freshMs: read.freshness * 1000,
    leastFreshMs: 60_000,
    mostFreshMs: 86_400_000,
    staleIfErrorMs: read.staleIfError * 1000,
    unknownKidMs: read.unknownKidInterval * 1000,
    backOffMs: 1000,
    mostBackOffMs: 60_000,
  });
}

function readClient(client: unknown, option: string): JwksKeysClient | undefined {
  if (client === undefined) return undefined;
  if (typeof (client as JwksKeysClient | null)?.getKeys === 'function') {
    return client as JwksKeysClient;
  }
  const expected = 'a JwksClient of jwks-rsa, an object with getKeys()';
  throw new ConfigurationError(option, describeValue(client), expected);
}

/** Rejects `fetch` and `maxBytes` beside a client: the client fetches by itself, so neither would have an effect. */
function assertClientAlone({ client, fetch: fetcher, maxBytes }: RemoteJwksOptions): void {
  if (client === undefined || (fetcher === undefined && maxBytes === undefined)) return;
  const expected =
    'a client alone: it fetches by itself, and the size of its responses is unlimited';
  throw new ConfigurationError('remote.client', 'a client beside fetch or maxBytes', expected);
}

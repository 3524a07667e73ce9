import { describeValue, parseDurationWithin, type Duration } from '../duration.js';
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
  /** At most one fetch in this time for unknown key IDs. Default 10 s; 1 s to 5 min. */
  readonly unknownKidInterval?: Duration;
  /** A `fetch` of your own, such as one with a proxy or a private certificate authority. */
  readonly fetch?: typeof fetch;
}

/** Options, checked, in milliseconds. */
export interface RemoteJwksSettings extends RefreshSettings {
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly fetch: typeof fetch | undefined;
}

const OPTION_NAMES = [
  'timeout',
  'maxBytes',
  'freshness',
  'staleIfError',
  'unknownKidInterval',
  'fetch',
] as const satisfies readonly (keyof RemoteJwksOptions)[];

/** @throws ConfigurationError for a value out of bounds or an option that does not exist */
export function readSettings(options: RemoteJwksOptions): RemoteJwksSettings {
  assertKnownOptions(options, [...OPTION_NAMES, 'algorithms'], 'remote.');
  const within = (value: Duration, name: string, least: number, most: number): number =>
    parseDurationWithin(value, `remote.${name}`, { least, most }) * 1000;
  const { maxBytes = 262_144 } = options;
  if (!Number.isInteger(maxBytes) || maxBytes < 1024 || maxBytes > 4_194_304) {
    throw new ConfigurationError(
      'remote.maxBytes',
      describeValue(maxBytes),
      'an integer from 1024 to 4194304',
    );
  }
  if (options.fetch !== undefined && typeof options.fetch !== 'function') {
    throw new ConfigurationError('remote.fetch', describeValue(options.fetch), 'a fetch function');
  }
  return Object.freeze({
    timeoutMs: within(options.timeout ?? 3, 'timeout', 0.05, 30),
    maxBytes,
    fetch: options.fetch,
    freshMs: within(options.freshness ?? '10m', 'freshness', 60, 86_400),
    leastFreshMs: 60_000,
    mostFreshMs: 86_400_000,
    staleIfErrorMs: within(options.staleIfError ?? '1h', 'staleIfError', 0, 86_400),
    unknownKidMs: within(options.unknownKidInterval ?? 10, 'unknownKidInterval', 1, 300),
    backOffMs: 1000,
    mostBackOffMs: 60_000,
  });
}

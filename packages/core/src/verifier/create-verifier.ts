import { ConfigurationError } from '../errors.js';
import { describeValue, type Clock } from '../duration.js';
import { readClaimsSchema } from '../claims/claims-schema.js';
import { MAX_TOKEN_BYTES } from '../jws/compact.js';
import { assertKnownOptions } from '../known-options.js';
import { IssuerRegistry } from './issuer-registry.js';
import type { IssuerOptions } from './issuer-options.js';
import { resolveIssuer } from './resolve-issuer.js';
import { TokenCache, type TokenCacheOptions } from './token-cache.js';
import { TokenVerifier } from './token-verifier.js';
import type { CommonVerifierOptions, VerifierOptions } from './verifier-options.js';

const COMMON = [
  'maxTokenBytes',
  'cache',
  'claims',
  'clock',
] as const satisfies readonly (keyof CommonVerifierOptions)[];

/**
 * Makes a verifier. Options are read once; the verifier does not change when they do.
 *
 * @example
 * const verifier = createVerifier({ issuer: 'https://id.example', audience: 'api', jwksUri: 'https://id.example/jwks' });
 * const { claims } = await verifier.verify(token);
 *
 * @throws ConfigurationError that names the option, what was given and what would be right
 */
export function createVerifier<C extends object = object>(
  options: VerifierOptions<C>,
): TokenVerifier<C> {
  const { common, issuers } = readShape(options);
  const clock = readClock(common.clock);
  const trusted = issuers.map(({ entry, path }) => resolveIssuer(entry, path, clock));
  return new TokenVerifier({
    issuers: new IssuerRegistry(trusted),
    maxTokenBytes: readMaxTokenBytes(common.maxTokenBytes),
    cache: readCache(common.cache),
    schema: readClaimsSchema(common.claims),
    clock,
  });
}

interface Shape {
  readonly common: CommonVerifierOptions;
  readonly issuers: readonly { readonly entry: IssuerOptions; readonly path: string }[];
}

/** Tells the short form from the long one. */
function readShape(options: VerifierOptions): Shape {
  if (typeof options !== 'object' || options === null) {
    throw new ConfigurationError(
      'options',
      describeValue(options),
      '{ issuer, audience, secret } or { issuers: [...] }',
    );
  }
  if (!('issuers' in options)) {
    const {
      maxTokenBytes: _bytes,
      cache: _cache,
      claims: _claims,
      clock: _clock,
      ...entry
    } = options;
    return { common: options, issuers: [{ entry, path: '' }] };
  }
  assertKnownOptions(options, ['issuers', ...COMMON], '');
  const { issuers } = options;
  if (!Array.isArray(issuers) || issuers.length === 0) {
    throw new ConfigurationError('issuers', describeValue(issuers), 'a non-empty array of issuers');
  }
  const entries = issuers as readonly IssuerOptions[];
  return {
    common: options,
    issuers: entries.map((entry, i) => ({ entry, path: `issuers[${i}].` })),
  };
}

function readClock(clock: unknown = Date.now): Clock {
  if (typeof clock === 'function' && Number.isFinite((clock as Clock)())) return clock as Clock;
  throw new ConfigurationError(
    'clock',
    describeValue(clock),
    'a function that answers with milliseconds, a finite number',
  );
}

function readMaxTokenBytes(bytes: unknown = MAX_TOKEN_BYTES): number {
  if (typeof bytes === 'number' && Number.isInteger(bytes) && bytes >= 256 && bytes <= 65_536)
    return bytes;
  throw new ConfigurationError(
    'maxTokenBytes',
    describeValue(bytes),
    'an integer from 256 to 65536',
  );
}

function readCache(options: unknown = {}): TokenCache | undefined {
  if (options === false) return undefined;
  assertKnownOptions(options, ['maxTokens'], 'cache.');
  const { maxTokens = 5000 } = options as TokenCacheOptions;
  if (Number.isInteger(maxTokens) && maxTokens >= 1 && maxTokens <= 100_000) {
    return new TokenCache(maxTokens);
  }
  throw new ConfigurationError(
    'cache.maxTokens',
    describeValue(maxTokens),
    'an integer from 1 to 100000',
  );
}

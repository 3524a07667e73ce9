import { ConfigurationError } from '../errors.js';
import { describeValue } from '../time/duration.js';
import type { GrantPlaces } from '../claims/claim-paths.js';
import { readClaimsSchema } from '../claims/claims-schema.js';
import { MAX_TOKEN_BYTES } from '../jws/compact.js';
import { integerOption, readClock, readOptions } from '../options/read-options.js';
import { warnOfStrayWhitespace } from '../stray-whitespace.js';
import { IssuerRegistry } from '../issuers/issuer-registry.js';
import type { IssuerOptions } from '../issuers/issuer-options.js';
import { assertVerifierOptions, isLongForm } from './check-verifier-options.js';
import { readRevocations } from './revocation-list.js';
import { readGrantPlaces, resolveIssuer } from '../issuers/resolve-issuer.js';
import { readTenants } from '../issuers/tenants/read-tenants.js';
import { MOST_TOKEN_BYTES } from './same-token.js';
import { TokenCache } from './token-cache.js';
import { TokenVerifier } from './token-verifier.js';
import {
  CACHE_READERS,
  COMMON_OPTIONS,
  type CommonVerifierOptions,
  type VerifierOptions,
} from './verifier-options.js';

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
  const { common, issuers, tenants } = readShape(options);
  const clock = readClock(common.clock);
  const context = {
    clock,
    grants: readGrantPlaces(common, '', CUSTOMARY),
    warn: warnOfStrayWhitespace,
  };
  const trusted = issuers.map(({ entry, path }) => resolveIssuer(entry, path, context));
  return new TokenVerifier({
    issuers: new IssuerRegistry(trusted, readTenants(tenants, context)),
    maxTokenBytes: readMaxTokenBytes(common.maxTokenBytes, 'maxTokenBytes'),
    cache: readCache(common.cache),
    schema: readClaimsSchema(common.claims),
    revocations: readRevocations(common.revocations, issuersOf(trusted, tenants)),
    clock,
  });
}

/** Undefined where others may be looked up. */
function issuersOf(
  trusted: readonly { readonly issuer: string }[],
  { resolveIssuer: resolver }: Shape['tenants'],
): readonly string[] | undefined {
  return resolver === undefined ? trusted.map(({ issuer }) => issuer) : undefined;
}

/** Where roles and scopes are when nobody says. */
const CUSTOMARY: GrantPlaces = { roles: [['role']], scopes: [['scope'], ['scp']] };

interface Shape {
  readonly common: CommonVerifierOptions;
  readonly issuers: readonly { readonly entry: IssuerOptions; readonly path: string }[];
  readonly tenants: Parameters<typeof readTenants>[0];
}

/** Tells the short form from the long one. */
function readShape(options: VerifierOptions): Shape {
  assertVerifierOptions(options);
  if (!isLongForm(options)) {
    const own = Object.entries(options).filter(([name]) => !Object.hasOwn(COMMON_OPTIONS, name));
    const entry = Object.fromEntries(own) as unknown as IssuerOptions;
    return { common: options, issuers: [{ entry, path: '' }], tenants: {} };
  }
  const { issuers = [], resolveIssuer: resolver } = options;
  if (!Array.isArray(issuers) || (issuers.length === 0 && resolver === undefined)) {
    throw new ConfigurationError('issuers', describeValue(issuers), 'a non-empty array of issuers');
  }
  const entries = issuers as readonly IssuerOptions[];
  return {
    common: options,
    issuers: entries.map((entry, i) => ({ entry, path: `issuers[${i}].` })),
    tenants: options,
  };
}

const readMaxTokenBytes = integerOption({
  byDefault: MAX_TOKEN_BYTES,
  min: 256,
  max: MOST_TOKEN_BYTES,
});

function readCache(options: unknown = {}): TokenCache | undefined {
  if (options === false) return undefined;
  return new TokenCache(readOptions(options, CACHE_READERS, 'cache.').maxTokens);
}

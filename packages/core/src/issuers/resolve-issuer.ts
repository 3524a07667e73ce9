/** Reads one issuer's options; whatever is wrong stops the boot with the option's name. */
import { ConfigurationError } from '../errors.js';
import { describeValue } from '../time/duration.js';
import { readClaimPath, type GrantPlaces } from '../claims/claim-paths.js';
import { assertKnownOptions } from '../options/known-options.js';
import { assertNoStrayWhitespace } from '../stray-whitespace.js';
import { ISSUER_OPTIONS, type IssuerOptions } from './issuer-options.js';
import { resolveClaimsPolicy } from './resolve-claims-policy.js';
import { readAlgorithms, resolveKeySource } from './resolve-key-source.js';
import { withMigration } from './resolve-migration.js';
import type { IssuerContext, TrustedIssuer } from './trusted-issuer.js';

/**
 * @param path how the options are called in errors: `''` for the short form, `issuers[1].` in a list
 * @throws ConfigurationError
 */
export function resolveIssuer(
  given: IssuerOptions,
  path: string,
  { clock, grants, warn }: IssuerContext,
): TrustedIssuer {
  assertKnownOptions(given, ISSUER_OPTIONS, path);
  const options = withProfile(given, path);
  const issuer = readText(
    options.issuer,
    `${path}issuer`,
    'the exact iss of its tokens, a non-empty string',
  );
  assertNoStrayWhitespace(issuer, `${path}issuer`);
  const own = { options, path, clock, warn, algorithms: readAlgorithms(options, path) };
  const { algorithms, keys } = withMigration(own, resolveKeySource(own));
  return Object.freeze({
    issuer,
    keys,
    algorithms: new Set<string>(algorithms),
    claims: resolveClaimsPolicy(options, path),
    grants: readGrantPlaces(options, path, grants),
  });
}

/** Where roles and scopes are, as the options say, else as they are elsewhere. */
export function readGrantPlaces(
  { roleClaim, scopeClaim }: Pick<IssuerOptions, 'roleClaim' | 'scopeClaim'>,
  path: string,
  { roles, scopes }: GrantPlaces,
): GrantPlaces {
  return Object.freeze({
    roles: roleClaim === undefined ? roles : readClaimPath(roleClaim, `${path}roleClaim`),
    scopes: scopeClaim === undefined ? scopes : readClaimPath(scopeClaim, `${path}scopeClaim`),
  });
}

/** What RFC 9068 §2.2 and §4 ask of an access token. */
const RFC_9068 = {
  typ: ['at+jwt'],
  requiredClaims: ['client_id', 'iat', 'jti'],
} as const;

function withProfile(options: IssuerOptions, path: string): IssuerOptions {
  const { profile, tokenType, typ, requiredClaims, optionalClaims } = options;
  if (profile === undefined) return options;
  if (profile !== 'rfc9068') {
    throw new ConfigurationError(`${path}profile`, describeValue(profile), "'rfc9068', or none");
  }
  if ([tokenType, typ, requiredClaims, optionalClaims].some((option) => option !== undefined)) {
    throw new ConfigurationError(
      `${path}profile`,
      'together with tokenType, typ, requiredClaims or optionalClaims',
      'the profile alone',
    );
  }
  return { ...options, ...RFC_9068 };
}

function readText(value: unknown, option: string, right: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new ConfigurationError(option, describeValue(value), right);
}

/** The names of all options of a verifier, for whoever misspells one. */
import { ConfigurationError } from '../errors.js';
import { describeValue } from '../duration.js';
import { assertKnownOptions } from '../known-options.js';
import type { IssuerOptions } from './issuer-options.js';
import type { CommonVerifierOptions, ManyIssuersOptions } from './verifier-options.js';

/**
 * What tokens of an issuer are held to, but for `audience`: options that say nothing of keys. `tokenType` does: it
 * decides what metadata says of them.
 */
export const RULE_OPTIONS = [
  'profile',
  'typ',
  'requiredClaims',
  'optionalClaims',
  'requiredValues',
  'forbiddenClaims',
  'presetConditions',
  'acceptBoundTokensAsBearer',
  'authorizedParties',
  'trustedAudiences',
  'ignoredTypeClaims',
  'roleClaim',
  'scopeClaim',
  'clockTolerance',
  'maxLifetime',
  'maxTokenAge',
] as const satisfies readonly (keyof IssuerOptions)[];

/** Options of one issuer. */
export const ISSUER_OPTIONS: readonly string[] = [
  'issuer',
  'audience',
  'secret',
  'secrets',
  'publicKey',
  'jwks',
  'jwksUri',
  'keys',
  'migration',
  'discover',
  'remote',
  'algorithms',
  'tokenType',
  ...RULE_OPTIONS,
] satisfies readonly (keyof IssuerOptions)[];

/** Options of an issuer that null may be written for: there it means that nothing is checked. */
export const NULLABLE_OPTIONS: readonly string[] = [
  'audience',
  'maxLifetime',
  'maxTokenAge',
] satisfies readonly (keyof IssuerOptions)[];

/** Options that are no issuer's own. */
export const COMMON_OPTIONS: readonly string[] = [
  'roleClaim',
  'scopeClaim',
  'maxTokenBytes',
  'cache',
  'claims',
  'revocations',
  'clock',
] satisfies readonly (keyof CommonVerifierOptions)[];

/** Options of the form for several issuers. */
const LONG_FORM_OPTIONS: readonly string[] = [
  'issuers',
  'resolveIssuer',
  'allowIssuer',
  'tenants',
] satisfies readonly (keyof ManyIssuersOptions)[];

/** Tells the form for several issuers from the short one. */
export function isLongForm(options: object): options is ManyIssuersOptions {
  return 'issuers' in options || 'resolveIssuer' in options;
}

/**
 * Whether options of a verifier are an object, in the short form or in the long one, of options that exist.
 *
 * @param more names that may stand beside them: those of a package around the verifier
 * @throws ConfigurationError that lists all the names there are
 */
export function assertVerifierOptions(
  options: unknown,
  more: readonly string[] = [],
): asserts options is object {
  if (typeof options !== 'object' || options === null) {
    throw new ConfigurationError(
      'options',
      describeValue(options),
      '{ issuer, audience, secret } or { issuers: [...] }',
    );
  }
  const own = isLongForm(options) ? LONG_FORM_OPTIONS : ISSUER_OPTIONS;
  assertKnownOptions(options, [...own, ...COMMON_OPTIONS, ...more], '', NULLABLE_OPTIONS);
}

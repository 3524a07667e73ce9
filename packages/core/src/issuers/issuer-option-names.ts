/** The names of an issuer's options: any other name is a configuration error. */
import type { IssuerOptions } from './issuer-options.js';

/**
 * Options for the claims of an issuer's tokens, except `audience`. They do not affect keys. `tokenType` does: it decides
 * which algorithms of the metadata apply.
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

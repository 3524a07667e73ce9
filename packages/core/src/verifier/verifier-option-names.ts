/** The names of a verifier's options, and the check that rejects any other name. */
import { describeValue } from '../time/duration.js';
import { assertKnownOptions } from '../known-options.js';
import { ISSUER_OPTIONS, NULLABLE_OPTIONS } from '../issuers/issuer-option-names.js';
import { ConfigurationError } from '../errors.js';
import type { CommonVerifierOptions, ManyIssuersOptions } from './verifier-options.js';

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
export const LONG_FORM_OPTIONS: readonly string[] = [
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

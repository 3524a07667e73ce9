/** Checks the names of a verifier's options. */
import { ConfigurationError } from '../errors.js';
import { ISSUER_OPTIONS } from '../issuers/issuer-options.js';
import { assertKnownNames, type OptionNames } from '../options/known-options.js';
import { describeValue } from '../time/duration.js';
import { COMMON_OPTIONS, LONG_FORM_OPTIONS, type ManyIssuersOptions } from './verifier-options.js';

/** Returns whether options are in the form for several issuers. */
export function isLongForm(options: object): options is ManyIssuersOptions {
  return 'issuers' in options || 'resolveIssuer' in options;
}

/**
 * Checks that a verifier's options are an object, in the short or the long form, and that each option exists.
 *
 * @param more further known options: those of a package around the verifier
 * @throws ConfigurationError that lists all known options
 */
export function assertVerifierOptions(
  options: unknown,
  more: OptionNames = {},
): asserts options is object {
  if (typeof options !== 'object' || options === null) {
    throw new ConfigurationError(
      'options',
      describeValue(options),
      '{ issuer, audience, secret } or { issuers: [...] }',
    );
  }
  const own = isLongForm(options) ? LONG_FORM_OPTIONS : ISSUER_OPTIONS;
  assertKnownNames(options, { ...own, ...COMMON_OPTIONS, ...more });
}

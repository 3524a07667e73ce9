import type { CustomDecorator } from '@nestjs/common';
import {
  isName,
  ISSUERS_KEY,
  ruleDecorator,
  type RuleArguments,
} from '../authorization/rule-metadata.js';

/**
 * Lets those in whose token is from one of these issuers: each an issuer as it is configured, or its name by the option
 * `issuerNames`. The start fails for an issuer that is not configured.
 *
 * @throws ConfigurationError without an issuer, or with one that is not a non-empty string
 */
export function AcceptIssuers(...issuers: RuleArguments<string>): CustomDecorator {
  return ruleDecorator(
    ISSUERS_KEY,
    '@AcceptIssuers()',
    issuers,
    isName,
    "at least one issuer, such as @AcceptIssuers('https://accounts.google.com')",
  );
}

import type { CustomDecorator } from '@nestjs/common';
import {
  isName,
  ISSUERS_KEY,
  ruleDecorator,
  type RuleArguments,
} from '../authorization/rule-metadata.js';

/**
 * Requires a token of one of these issuers. Each is an `iss` value, or a name from the option `issuerNames`. The
 * application does not start if one of them is not configured.
 *
 * @example @AcceptIssuers('https://id.example.com') @Get('reports') reports() {}
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

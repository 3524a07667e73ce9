import type { CustomDecorator } from '@nestjs/common';
import { ruleDecorator, SCOPES_KEY, type RuleArguments } from '../authorization/rule-metadata.js';
import { isScope } from '../authorization/scope-grammar.js';

/**
 * Lets those in whose token has every one of these scopes: in `scope`, text with spaces between (RFC 6749 §3.3), or
 * wherever `scopeClaim` says, such as `scp`. A 403 names them in its challenge (RFC 6750 §3.1).
 *
 * @throws ConfigurationError without a scope, or with one that RFC 6749 §3.3 does not allow
 */
export function Scopes(...scopes: RuleArguments<string>): CustomDecorator {
  return ruleDecorator(
    SCOPES_KEY,
    '@Scopes()',
    scopes,
    isScope,
    "at least one scope, such as @Scopes('articles:write'), each on its own",
  );
}

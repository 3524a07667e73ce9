import type { CustomDecorator } from '@nestjs/common';
import { ruleDecorator, SCOPES_KEY, type RuleArguments } from '../authorization/rule-metadata.js';
import { isScope } from '../authorization/scope-grammar.js';

/**
 * Requires all of these scopes. They are read from the claim `scope`, a text with spaces between scopes (RFC 6749 §3.3), or
 * from the claim that `scopeClaim` names, for example `scp`. The challenge of a 403 names them (RFC 6750 §3.1).
 *
 * @example @Scopes('articles:write') @Post() create() {}
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

/** Reads the audiences and parties that ID tokens may name besides the application. */
import { ConfigurationError } from '../errors.js';
import { describeValue } from '../time/duration.js';
import type { ClaimsPolicy } from '../claims/claims-policy.js';
import type { IdTokenRule } from '../claims/id-token.js';
import type { IssuerOptions } from './issuer-options.js';

const OPTIONS = ['authorizedParties', 'trustedAudiences'] as const;

/**
 * The rule for ID tokens; undefined for access tokens.
 *
 * @throws ConfigurationError for a list that is not one of texts, and for an option that would have no effect
 */
export function resolveIdToken(
  options: IssuerOptions,
  path: string,
  { audience, values }: Pick<ClaimsPolicy, 'audience' | 'values'>,
): IdTokenRule | undefined {
  if (options.tokenType !== 'id') {
    for (const name of OPTIONS) assertAbsent(options, name, path, ACCESS_TOKENS);
    return undefined;
  }
  if (audience === null) assertAbsent(options, 'trustedAudiences', path, NO_AUDIENCE);
  const trusted = readNames(options, 'trustedAudiences', path);
  const parties = readNames(options, 'authorizedParties', path);
  const required = values.flatMap(([claim, accepted]) => (claim === 'azp' ? [...accepted] : []));
  const isJudged = audience !== null || parties !== undefined;
  return Object.freeze({
    audiences: audience === null ? undefined : new Set([...audience, ...(trusted ?? [])]),
    parties: isJudged ? new Set([...(audience ?? []), ...(parties ?? []), ...required]) : undefined,
  });
}

const ACCESS_TOKENS =
  "tokenType 'id' beside it; for access tokens use requiredValues: { azp: [...] }";
const NO_AUDIENCE = 'an audience beside it, or neither: with null no audience is checked';

/** An option without an effect would pass for a check. */
function assertAbsent(
  options: IssuerOptions,
  name: (typeof OPTIONS)[number],
  path: string,
  right: string,
): void {
  const given: unknown = options[name];
  if (given !== undefined) throw new ConfigurationError(path + name, describeValue(given), right);
}

function readNames(
  options: IssuerOptions,
  name: (typeof OPTIONS)[number],
  path: string,
): readonly string[] | undefined {
  const given: unknown = options[name];
  if (given === undefined) return undefined;
  const list: readonly unknown[] = Array.isArray(given) ? given : [given];
  if (list.length > 0 && list.every((item) => typeof item === 'string' && item !== '')) {
    return list as readonly string[];
  }
  throw new ConfigurationError(
    path + name,
    describeValue(given),
    'a non-empty string or a non-empty array of them',
  );
}

/** Reads what an issuer's claims are held to. */
import { ConfigurationError } from '../errors.js';
import { describeValue, parseDurationWithin } from '../duration.js';
import type { ClaimsPolicy } from '../claims/claims-policy.js';
import { tokenTypeRule, type TokenType, type TokenTypeRule } from '../claims/token-type.js';
import type { IssuerOptions } from './issuer-options.js';

/** @throws ConfigurationError */
export function resolveClaimsPolicy(options: IssuerOptions, path: string): ClaimsPolicy {
  const audience = readAudience(options.audience, `${path}audience`);
  const within = (
    name: 'clockTolerance' | 'maxLifetime' | 'maxTokenAge',
    fallback: string,
    least: number,
    most: number,
  ) => parseDurationWithin(options[name] ?? fallback, path + name, { least, most });
  return Object.freeze({
    audience,
    required: readRequired(options, path),
    forbidden: readForbidden(options, path),
    values: readRequiredValues(options.requiredValues, `${path}requiredValues`),
    clockTolerance: within('clockTolerance', '5s', 0, 300),
    maxLifetime: within('maxLifetime', '30d', 1, 3650 * 86_400),
    maxTokenAge:
      options.maxTokenAge === undefined ? undefined : within('maxTokenAge', '0s', 1, 3650 * 86_400),
    type: readTokenType(options, path),
  });
}

function readAudience(value: unknown, option: string): ReadonlySet<string> | null {
  if (value === null) return null;
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (list.length > 0 && list.every((name) => typeof name === 'string' && name !== '')) {
    return new Set(list as readonly string[]);
  }
  throw new ConfigurationError(
    option,
    describeValue(value),
    'a non-empty string or array of them, or null, written out, to skip the audience',
  );
}

/** Claims that are required unless it is written out that they are not. */
const BY_DEFAULT: readonly unknown[] = ['exp', 'iss', 'aud', 'sub'];
const WAIVABLE: readonly unknown[] = ['exp', 'aud', 'sub'];

function readRequired(options: IssuerOptions, path: string): readonly string[] {
  const { audience, requiredClaims = [], optionalClaims = [] } = options;
  const isName = (name: unknown) => typeof name === 'string' && name !== '';
  assertList(requiredClaims, isName, `${path}requiredClaims`, "claim names, such as ['jti']");
  assertList(
    optionalClaims,
    (name) => WAIVABLE.includes(name),
    `${path}optionalClaims`,
    WAIVABLE.join(', '),
  );
  const waived: readonly unknown[] =
    audience === null ? [...optionalClaims, 'aud'] : optionalClaims;
  const kept = BY_DEFAULT.filter((name) => !waived.includes(name));
  const withValues = Object.keys(options.requiredValues ?? {});
  return Object.freeze([...new Set([...kept, ...requiredClaims, ...withValues])] as string[]);
}

function readForbidden(
  { forbiddenClaims = [], requiredClaims = [] }: IssuerOptions,
  path: string,
): readonly string[] {
  const right = "claim names that are not required as well, such as ['client_id']";
  const fits = (name: unknown) =>
    typeof name === 'string' &&
    name !== '' &&
    !BY_DEFAULT.includes(name) &&
    !requiredClaims.includes(name);
  assertList(forbiddenClaims, fits, `${path}forbiddenClaims`, right);
  return Object.freeze([...forbiddenClaims]);
}

/** Claims that must have one of these values. */
function readRequiredValues(value: unknown = {}, option: string): ClaimsPolicy['values'] {
  const isText = (item: unknown) => typeof item === 'string' && item !== '';
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const entries = Object.entries(value).map(([claim, accepted]) => [
      claim,
      Array.isArray(accepted) ? accepted : [accepted],
    ]) as [string, unknown[]][];
    if (entries.every(([, accepted]) => accepted.length > 0 && accepted.every(isText))) {
      return entries.map(([claim, accepted]) => [claim, new Set(accepted as string[])]);
    }
  }
  throw new ConfigurationError(
    option,
    describeValue(value),
    "claims with the text they must have, such as { client_id: 'my-app' }, or a list of texts",
  );
}

function assertList(
  value: unknown,
  fits: (item: unknown) => boolean,
  option: string,
  right: string,
): void {
  if (Array.isArray(value) && value.every(fits)) return;
  throw new ConfigurationError(option, describeValue(value), `an array of ${right}`);
}

function readTokenType({ tokenType = 'access', typ }: IssuerOptions, path: string): TokenTypeRule {
  const types: readonly TokenType[] = ['access', 'id'];
  if (!types.includes(tokenType)) {
    throw new ConfigurationError(
      `${path}tokenType`,
      describeValue(tokenType),
      `one of ${types.join(', ')}`,
    );
  }
  if (typ === undefined) return tokenTypeRule(tokenType);
  if (
    Array.isArray(typ) &&
    typ.length > 0 &&
    typ.every((t) => t === null || (typeof t === 'string' && t !== ''))
  ) {
    return tokenTypeRule(tokenType, typ);
  }
  throw new ConfigurationError(
    `${path}typ`,
    describeValue(typ),
    "a non-empty array such as ['at+jwt', null]",
  );
}

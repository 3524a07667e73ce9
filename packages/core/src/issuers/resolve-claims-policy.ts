/** Reads what an issuer's claims are held to. */
import { ConfigurationError } from '../errors.js';
import { describeValue, parseDurationWithin, type Duration } from '../time/duration.js';
import type { ClaimsPolicy } from '../claims/claims-policy.js';
import {
  TELLING_CLAIMS,
  tokenTypeRule,
  type TokenType,
  type TokenTypeRule,
} from '../claims/token-type.js';
import { assertKnownOptions, type OptionTable } from '../options/known-options.js';
import { readFlag } from '../options/read-options.js';
import { assertNoStrayWhitespace } from '../stray-whitespace.js';
import type { IssuerOptions, PresetConditions } from './issuer-options.js';
import { resolveIdToken } from './resolve-id-token.js';

/** @throws ConfigurationError */
export function resolveClaimsPolicy(options: IssuerOptions, path: string): ClaimsPolicy {
  const audience = readAudience(options.audience, `${path}audience`);
  const conditions = readConditions(options, path);
  const {
    acceptBoundTokensAsBearer: acceptsBound = false,
    clockTolerance = '5s',
    maxLifetime = '30d',
    maxTokenAge = null,
  } = options;
  return Object.freeze({
    audience,
    ...conditions,
    idToken: resolveIdToken(options, path, { audience, values: conditions.values }),
    acceptsBound: readFlag(acceptsBound, `${path}acceptBoundTokensAsBearer`),
    clockTolerance: parseDurationWithin(clockTolerance, `${path}clockTolerance`, TOLERANCE),
    maxLifetime: readLimit(maxLifetime, `${path}maxLifetime`) ?? Infinity,
    maxTokenAge: readLimit(maxTokenAge, `${path}maxTokenAge`),
    type: readTokenType(options, path),
  });
}

const TOLERANCE = { min: 0, max: 300 };
const LIMIT = { min: 1, max: 100 * 365.25 * 86_400 };

/** Reads a limit in seconds. Returns undefined for `null`, which disables the limit explicitly. */
function readLimit(value: Duration | null, option: string): number | undefined {
  return value === null ? undefined : parseDurationWithin(value, option, LIMIT);
}

function readAudience(value: unknown, option: string): ReadonlySet<string> | null {
  if (value === null) return null;
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (list.length > 0 && list.every((name) => typeof name === 'string' && name !== '')) {
    for (const name of list) assertNoStrayWhitespace(name, option);
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

/** What a token must have and must not have. */
type Conditions = Pick<ClaimsPolicy, 'required' | 'values' | 'forbidden'>;

const CONDITIONS: OptionTable<PresetConditions> = {
  requiredClaims: 'value',
  requiredValues: 'value',
  forbiddenClaims: 'value',
};
const FORBIDDEN = "claim names that are not required as well, such as ['client_id']";

/** All that tokens are held to: by default, by the options, and by the preset that they are laid over. */
function readConditions(options: IssuerOptions, path: string): Conditions {
  const { presetConditions = {} } = options;
  assertKnownOptions(presetConditions, CONDITIONS, `${path}presetConditions.`);
  const own = readOwnConditions(options, path);
  const preset = readOwnConditions(presetConditions, `${path}presetConditions.`);
  assertSomeFits(own.values, preset.values, `${path}requiredValues`);
  const values = [...preset.values, ...own.values];
  const withValues = values.map(([claim]) => claim);
  const due = [...dueByDefault(options, path), ...preset.required, ...own.required, ...withValues];
  const required = [...new Set(due)];
  const forbidden = [...preset.forbidden, ...own.forbidden];
  assertApart(required, forbidden, `${path}forbiddenClaims`);
  return { required: Object.freeze(required), values, forbidden: Object.freeze(forbidden) };
}

function readOwnConditions(conditions: PresetConditions, path: string): Conditions {
  const { requiredClaims = [], requiredValues, forbiddenClaims = [] } = conditions;
  const isName = (name: unknown) => typeof name === 'string' && name !== '';
  const mayBeForbidden = (name: unknown) => isName(name) && !BY_DEFAULT.includes(name);
  assertList(requiredClaims, isName, `${path}requiredClaims`, "claim names, such as ['jti']");
  assertList(forbiddenClaims, mayBeForbidden, `${path}forbiddenClaims`, FORBIDDEN);
  const values = readRequiredValues(requiredValues, `${path}requiredValues`);
  return { required: requiredClaims, values, forbidden: forbiddenClaims };
}

function dueByDefault({ audience, optionalClaims = [] }: IssuerOptions, path: string): string[] {
  assertList(
    optionalClaims,
    (name) => WAIVABLE.includes(name),
    `${path}optionalClaims`,
    WAIVABLE.join(', '),
  );
  const waived: readonly unknown[] =
    audience === null ? [...optionalClaims, 'aud'] : optionalClaims;
  return BY_DEFAULT.filter((name) => !waived.includes(name)) as string[];
}

/** Rejects options that require another value of a claim than the preset: every token would be rejected. */
function assertSomeFits(
  own: Conditions['values'],
  preset: Conditions['values'],
  option: string,
): void {
  for (const [claim, accepted] of own) {
    for (const [name, presetAccepts] of preset) {
      if (name !== claim || [...accepted].some((value) => presetAccepts.has(value))) continue;
      throw new ConfigurationError(
        `${option}.${claim}`,
        'none of the values in presetConditions',
        'one of them at least: a token is held to both',
      );
    }
  }
}

/** So would one that must be there and must not. */
function assertApart(
  required: readonly string[],
  forbidden: readonly string[],
  option: string,
): void {
  const both = forbidden.find((name) => required.includes(name));
  if (both === undefined) return;
  throw new ConfigurationError(
    option,
    `${both}, which is required as well`,
    `${FORBIDDEN}; those of presetConditions count`,
  );
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

function readTokenType(options: IssuerOptions, path: string): TokenTypeRule {
  const { tokenType = 'access', typ, ignoredTypeClaims = [] } = options;
  const types: readonly TokenType[] = ['access', 'id'];
  if (!types.includes(tokenType)) {
    throw new ConfigurationError(
      `${path}tokenType`,
      describeValue(tokenType),
      `one of ${types.join(', ')}`,
    );
  }
  const telling = TELLING_CLAIMS[tokenType];
  assertList(
    ignoredTypeClaims,
    (name) => telling.includes(name as string),
    `${path}ignoredTypeClaims`,
    telling.join(', '),
  );
  return tokenTypeRule(tokenType, { typ: readTyp(typ, path), ignored: ignoredTypeClaims });
}

function readTyp(typ: IssuerOptions['typ'], path: string): IssuerOptions['typ'] {
  const given: unknown = typ;
  const isType = (item: unknown) => item === null || (typeof item === 'string' && item !== '');
  if (given === undefined || (Array.isArray(given) && given.length > 0 && given.every(isType))) {
    return typ;
  }
  throw new ConfigurationError(
    `${path}typ`,
    describeValue(given),
    "a non-empty array such as ['at+jwt', null]",
  );
}

/** Reads one issuer's options; whatever is wrong stops the boot with the option's name. */
import { ConfigurationError } from '../errors.js';
import { describeValue, parseDurationWithin, type Clock } from '../duration.js';
import type { ClaimsPolicy } from '../claims/claims-policy.js';
import { tokenTypeRule, type TokenType } from '../claims/token-type.js';
import type { KeySource } from '../keys/key-source.js';
import { readAlgorithms, resolveKeySource, type KeyOptions } from './resolve-key-source.js';
import type { IssuerOptions } from './issuer-options.js';
import { assertKnownOptions } from '../known-options.js';

/** A trusted issuer, ready for use. */
export interface TrustedIssuer {
  readonly issuer: string;
  readonly keys: KeySource;
  /** Algorithms that may be asked for at all, so that a hopeless token costs no look-up. */
  readonly algorithms: ReadonlySet<string>;
  readonly claims: ClaimsPolicy;
}

const OPTION_NAMES: readonly (keyof IssuerOptions)[] = [
  'issuer',
  'audience',
  'secret',
  'secrets',
  'publicKey',
  'jwks',
  'jwksUri',
  'keys',
  'remote',
  'algorithms',
  'profile',
  'tokenType',
  'typ',
  'requiredClaims',
  'optionalClaims',
  'clockTolerance',
  'maxLifetime',
  'maxTokenAge',
];

/**
 * @param path how the options are called in errors: `''` for the short form, `issuers[1].` in a list
 * @throws ConfigurationError
 */
export function resolveIssuer(given: IssuerOptions, path: string, clock: Clock): TrustedIssuer {
  assertKnownOptions(given, OPTION_NAMES, path);
  const options = withProfile(given, path);
  const issuer = readText(
    options.issuer,
    `${path}issuer`,
    'the exact iss of its tokens, a non-empty string',
  );
  const keyOptions: KeyOptions = {
    options,
    path,
    clock,
    algorithms: readAlgorithms(options, path),
  };
  return Object.freeze({
    issuer,
    keys: resolveKeySource(keyOptions),
    algorithms: new Set<string>(keyOptions.algorithms),
    claims: resolveClaimsPolicy(options, path),
  });
}

/** What RFC 9068 §2.2 and §4 ask of an access token. */
const RFC_9068 = {
  typ: ['at+jwt'],
  requiredClaims: ['client_id', 'iat', 'jti'],
} as const;

function withProfile(options: IssuerOptions, path: string): IssuerOptions {
  const { profile, tokenType, typ, requiredClaims, optionalClaims } = options;
  if (profile === undefined) return options;
  if (profile !== 'rfc9068') {
    throw new ConfigurationError(`${path}profile`, describeValue(profile), "'rfc9068', or none");
  }
  if ([tokenType, typ, requiredClaims, optionalClaims].some((option) => option !== undefined)) {
    throw new ConfigurationError(
      `${path}profile`,
      'together with tokenType, typ, requiredClaims or optionalClaims',
      'the profile alone',
    );
  }
  return { ...options, ...RFC_9068 };
}

function resolveClaimsPolicy(options: IssuerOptions, path: string): ClaimsPolicy {
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
  return Object.freeze([...new Set([...kept, ...requiredClaims])] as string[]);
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

function readTokenType({ tokenType = 'access', typ }: IssuerOptions, path: string) {
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

function readText(value: unknown, option: string, right: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new ConfigurationError(option, describeValue(value), right);
}

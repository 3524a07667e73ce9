/** Reads the options of a signer. Each error names the option. */
import { ConfigurationError, type Duration } from '@portcullis/core';
import {
  assertNoStrayWhitespace,
  parseDurationWithin,
  describeValue,
} from '@portcullis/core/internal';

/** `aud` (RFC 7519 §4.1.3): one audience or several. */
export type Audience = string | readonly string[];

const MAX_TEXT = 255; // the limit of sub in OpenID Connect Core §2
const WELL_FORMED_TEXT = /^(?:[^\p{Cc}\p{Cs}])+$/u;

/** Returns a string of 1 to 255 characters without control characters. @throws ConfigurationError */
export function readText(value: unknown, option: string): string {
  if (typeof value === 'string' && value.length <= MAX_TEXT && WELL_FORMED_TEXT.test(value)) {
    return value;
  }
  throw new ConfigurationError(
    option,
    describeValue(value),
    `a string of 1 to ${MAX_TEXT} characters without control characters`,
  );
}

/** Returns a name that verifiers compare exactly. Rejects whitespace around it. @throws ConfigurationError */
export function readName(value: unknown, option: string): string {
  assertNoStrayWhitespace(value, option);
  return readText(value, option);
}

/** Returns one name, or an array of at least one. @throws ConfigurationError */
export function readAudience(value: unknown): Audience {
  if (!Array.isArray(value)) return readName(value, 'audience');
  if (value.length === 0) {
    throw new ConfigurationError('audience', 'an empty array', 'at least one audience');
  }
  return Object.freeze(value.map((name: unknown, index) => readName(name, `audience[${index}]`)));
}

const MAX_LIFETIME = 366 * 86_400;

/** Returns whole seconds, from 1 to 366 days. The limit catches milliseconds passed as seconds. */
export function readLifetime(value: Duration, option: string): number {
  return Math.floor(parseDurationWithin(value, option, { min: 1, max: MAX_LIFETIME }));
}

/** Returns seconds since the epoch. Rejects times after the year 9999, which are milliseconds. */
export function readTime(value: number, option: string): number {
  if (Number.isFinite(value) && value >= 0 && value < 253_402_300_800) return value;
  throw new ConfigurationError(option, describeValue(value), 'seconds since the epoch');
}

const MEDIA_TYPE = /^[A-Za-z0-9!#$&^_.+-]{1,64}(\/[A-Za-z0-9!#$&^_.+-]{1,64})?$/;

/** Returns a media type, with or without `application/` (RFC 7515 §4.1.9). @throws ConfigurationError */
export function readTyp(value: unknown): string {
  if (typeof value === 'string' && MEDIA_TYPE.test(value)) return value;
  throw new ConfigurationError(
    'typ',
    describeValue(value),
    "a media type such as 'at+jwt' or 'JWT'",
  );
}

/** Returns true, false or undefined. @throws ConfigurationError */
export function readFlag(value: unknown, option: string): boolean | undefined {
  if (value === undefined || typeof value === 'boolean') return value;
  throw new ConfigurationError(option, describeValue(value), 'true or false');
}

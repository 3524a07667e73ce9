/** Reads what a signer is configured with and asked for; each error names the option. */
import {
  assertNoStrayWhitespace,
  ConfigurationError,
  parseDurationWithin,
  type Duration,
  describeValue,
} from '@portcullis/core';

/** `aud` (RFC 7519 §4.1.3): one audience or several. */
export type Audience = string | readonly string[];

const MOST_TEXT = 255; // OpenID Connect Core §2 gives sub as many
const WELL_FORMED_TEXT = /^(?:[^\p{Cc}\p{Cs}])+$/u;

/** @throws ConfigurationError unless it is 1 to 255 characters without control characters */
export function readText(value: unknown, option: string): string {
  if (typeof value === 'string' && value.length <= MOST_TEXT && WELL_FORMED_TEXT.test(value))
    return value;
  throw new ConfigurationError(
    option,
    describeValue(value),
    `text of 1 to ${MOST_TEXT} characters without control characters`,
  );
}

/** The same of a name that verifiers compare exactly: whitespace around it would be part of it. */
export function readName(value: unknown, option: string): string {
  assertNoStrayWhitespace(value, option);
  return readText(value, option);
}

/** @throws ConfigurationError unless it is one name, or an array of at least one */
export function readAudience(value: unknown): Audience {
  if (!Array.isArray(value)) return readName(value, 'audience');
  if (value.length === 0) {
    throw new ConfigurationError('audience', 'an empty array', 'at least one audience');
  }
  return Object.freeze(value.map((name: unknown, index) => readName(name, `audience[${index}]`)));
}

const MOST_LIFETIME = 366 * 86_400;

/** Whole seconds, at least 1 and at most 366 days: milliseconds given for seconds don't pass unnoticed. */
export function readLifetime(value: Duration, option: string): number {
  return Math.floor(parseDurationWithin(value, option, { min: 1, max: MOST_LIFETIME }));
}

/** Seconds since the epoch; what would be later than the year 9999 was given in milliseconds. */
export function readTime(value: number, option: string): number {
  if (Number.isFinite(value) && value >= 0 && value < 253_402_300_800) return value;
  throw new ConfigurationError(option, describeValue(value), 'seconds since the epoch');
}

const MEDIA_TYPE = /^[A-Za-z0-9!#$&^_.+-]{1,64}(\/[A-Za-z0-9!#$&^_.+-]{1,64})?$/;

/** @throws ConfigurationError unless it is a media type, its `application/` left out or not (RFC 7515 §4.1.9) */
export function readTyp(value: unknown): string {
  if (typeof value === 'string' && MEDIA_TYPE.test(value)) return value;
  throw new ConfigurationError(
    'typ',
    describeValue(value),
    "a media type such as 'at+jwt' or 'JWT'",
  );
}

/** @throws ConfigurationError unless it is true, false or left out */
export function readFlag(value: unknown, option: string): boolean | undefined {
  if (value === undefined || typeof value === 'boolean') return value;
  throw new ConfigurationError(option, describeValue(value), 'true, false, or to leave it out');
}

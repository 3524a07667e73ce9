/**
 * Reads the options of the presets. With a wrong option every token would be rejected, with an unknown issuer or a wrong
 * audience in the log. Therefore options are checked at start.
 */
import { describeValue } from '../time/duration.js';
import { ConfigurationError } from '../errors.js';
import { parseKeyAddress } from '../keys/jwks-address.js';
import type { IssuerOptions } from '../issuers/issuer-options.js';

/** What a preset makes: the options of an issuer whose keys are at an address. */
export type RemoteIssuerOptions = IssuerOptions & { readonly jwksUri: string };

/** How an option is called in errors, what it has to look like, and how that is said. */
export interface TextRule {
  readonly option: string;
  readonly pattern: RegExp;
  readonly right: string;
}

/** Texts that tokens can hold and that are compared exactly: no wildcard, no blank at either end. */
export const NAME = /^(?!\s)[^*]+(?<!\s)$/;

const HOST = /^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/;

/** @throws ConfigurationError unless it is a text of this pattern */
export function readText(value: unknown, { option, pattern, right }: TextRule): string {
  if (typeof value === 'string' && pattern.test(value)) return value;
  throw new ConfigurationError(option, describeValue(value), right);
}

/** @throws ConfigurationError unless it is a text of this pattern or a non-empty array of them */
export function readTexts(value: unknown, rule: TextRule): string | readonly string[] {
  if (!Array.isArray(value)) return readText(value, rule);
  const list = value as readonly unknown[];
  if (list.length > 0) return Array.from(list, (item) => readText(item, rule));
  throw new ConfigurationError(rule.option, describeValue(value), rule.right);
}

/** @throws ConfigurationError unless it is one of these names */
export function readOneOf<T extends string>(value: T, names: readonly T[], option: string): T {
  if (names.includes(value)) return value;
  throw new ConfigurationError(option, describeValue(value), `one of ${names.join(', ')}`);
}

/**
 * One acceptable audience or several.
 *
 * @throws ConfigurationError when it is empty, null, or has a wildcard
 */
export function readAudiences(value: unknown, option: string): string | readonly string[] {
  const right = 'the exact aud of its tokens, or a non-empty array of them, without wildcards';
  return readTexts(value, { option, pattern: NAME, right });
}

/** @throws ConfigurationError when there is a scheme, a port, a slash, a wildcard or a capital letter in it */
export function readHost(value: unknown, option: string, example: string): string {
  const right = `a host name such as ${example}: lower case, without scheme, port, slash or wildcard`;
  return readText(value, { option, pattern: HOST, right });
}

/**
 * The address under which a server is known, as it is written in `iss`.
 *
 * @throws ConfigurationError unless it is https, or http on a loopback host, without a slash at its end, user name,
 *   query or fragment
 */
export function readBaseUrl(value: unknown, option: string, example: string): string {
  const right = `an address such as ${example}, exactly as iss has it, without a slash at its end`;
  const text = readText(value, { option, pattern: NAME, right });
  const { origin, pathname } = parseKeyAddress(text, option);
  if (text === (origin + pathname).replace(/\/$/, '')) return text;
  throw new ConfigurationError(option, describeValue(text), right);
}

/** The same, of a server that has a host to itself. */
export function readOrigin(value: unknown, option: string, example: string): string {
  const url = readBaseUrl(value, option, example);
  if (url === new URL(url).origin) return url;
  throw new ConfigurationError(option, describeValue(url), `an address without a path: ${example}`);
}

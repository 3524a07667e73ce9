/** Tables of option names. A missing, superfluous or misspelt name in a table does not compile. */
import { ConfigurationError } from '../errors.js';
import { describeValue } from '../time/duration.js';

/** What an option accepts: a value, or also `null`, which then means "none". */
export type OptionKind = 'value' | 'nullable';

/** Names of options that are checked at run time, when their types are not known. */
export type OptionNames = Readonly<Record<string, OptionKind>>;

/**
 * Lists every option of an interface. Write it next to the interface.
 *
 * @example
 * const CACHE_OPTIONS: OptionTable<TokenCacheOptions> = { maxTokens: 'value' };
 */
export type OptionTable<Options> = Readonly<Record<keyof Options & string, OptionKind>>;

/**
 * Rejects unknown options, so that a typo such as `audiance` cannot silently disable a check. Rejects `null` too, which
 * is often a missing setting: it never means the default. A missing or undefined option has its default.
 *
 * @param known every option of the interface
 * @param path the path of the options in an error, such as `cookie.`. Default: none
 * @throws ConfigurationError if `options` is not an object, for an unknown option, and for `null`
 *
 * @example
 * assertKnownOptions(options, { domain: 'value', audience: 'value' }, 'auth0.');
 */
export function assertKnownOptions<Options>(
  options: Options,
  known: OptionTable<NoInfer<Options>>,
  path = '',
): void {
  assertKnownNames(options, known, path);
}

/** Checks like {@link assertKnownOptions}, for names that are put together at run time. */
export function assertKnownNames(options: unknown, known: OptionNames, path = ''): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new ConfigurationError(
      path.replace(/\.$/, '') || 'options',
      describeValue(options),
      'an object of options',
    );
  }
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(known, name)) {
      throw ConfigurationError.unknownOption(path + name, Object.keys(known));
    }
    if (value === null && known[name] !== 'nullable') {
      throw new ConfigurationError(path + name, 'null', 'a value; leave it out for its default');
    }
  }
}

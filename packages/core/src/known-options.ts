import { ConfigurationError } from './errors.js';
import { describeValue } from './time/duration.js';

/**
 * Rejects unknown options, so that a typo such as `audiance` cannot silently disable a check; and `null`, which is what
 * a missing setting often is. An option that is left out, or undefined, has its default. `null` never has: the few
 * options where it means "none" are listed.
 *
 * @param names those that there are
 * @param path what stands before them in an error, such as `cookie.`. Default nothing
 * @param nullable those of them that null may be written for. Default none
 * @throws ConfigurationError for what is no object of options, an unknown option, and null
 */
export function assertKnownOptions(
  options: unknown,
  names: readonly string[],
  path = '',
  nullable: readonly string[] = [],
): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new ConfigurationError(
      path.replace(/\.$/, '') || 'options',
      describeValue(options),
      'an object of options',
    );
  }
  for (const [name, value] of Object.entries(options)) {
    if (!names.includes(name)) {
      throw ConfigurationError.unknownOption(path + name, names);
    }
    if (value === null && !nullable.includes(name)) {
      throw new ConfigurationError(path + name, 'null', 'a value; leave it out for its default');
    }
  }
}

import { ConfigurationError } from './errors.js';
import { describeValue } from './duration.js';

/**
 * A misspelt option would silently be no option: `audience` written `audiance` must not start.
 *
 * @param names those that there are
 * @param path what stands before them in an error, such as `cookie.`. Default nothing
 * @throws ConfigurationError for what is no object of options, or has another one in it
 */
export function assertKnownOptions(options: unknown, names: readonly string[], path = ''): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new ConfigurationError(
      path.replace(/\.$/, '') || 'options',
      describeValue(options),
      'an object of options',
    );
  }
  for (const name of Object.keys(options)) {
    if (!names.includes(name)) {
      throw new ConfigurationError(
        path + name,
        'an option that does not exist',
        `one of ${[...new Set(names)].join(', ')}`,
      );
    }
  }
}

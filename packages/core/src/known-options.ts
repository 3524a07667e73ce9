import { ConfigurationError } from './errors.js';
import { describeValue } from './duration.js';

/** A misspelt option would silently be no option: `audience` written `audiance` must not start. */
export function assertKnownOptions(options: unknown, names: readonly string[], path: string): void {
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

/** Finds what files and environment variables bring along with a value: a line break at its end, mostly. */
import { ConfigurationError } from './errors.js';
import { describeValue } from './time/duration.js';

/** Whether a text begins or ends with whitespace. */
function hasStrayWhitespace(text: string): boolean {
  return /^\s|\s$/.test(text);
}

/**
 * Holds a name or an address, which is compared exactly, to have no whitespace around it.
 *
 * @throws ConfigurationError
 */
export function assertNoStrayWhitespace(value: unknown, option: string): void {
  if (typeof value !== 'string' || !hasStrayWhitespace(value)) return;
  throw new ConfigurationError(option, describeValue(value), 'text without whitespace around it');
}

/** Text as people write secrets: bytes of other kinds are random, and may end like a line. */
const WRITTEN = /^[\x20-\x7e\s]*$/;

/**
 * Warns, by a process warning `PORTCULLIS_STRAY_WHITESPACE`, of a secret that is text and begins or ends with
 * whitespace. It is used as it is: whitespace may belong to it. Never with the secret.
 *
 * @param secret text or bytes; a `KeyObject` is taken to be meant as it is
 * @returns whether it warned
 */
export function warnOfStrayWhitespace(secret: unknown, option: string): boolean {
  const isBytes = secret instanceof Uint8Array;
  const text = isBytes ? Buffer.from(secret).toString('latin1') : secret;
  if (typeof text !== 'string' || !hasStrayWhitespace(text)) return false;
  if (isBytes && !WRITTEN.test(text)) return false;
  const where = /[\r\n]$/.test(text) ? 'ends with a line break' : 'has whitespace around it';
  process.emitWarning(
    `${option}: the secret ${where}, as what is read from a file often does. Tokens that are signed without it are ` +
      'rejected. Take it off with trim(); where it belongs to the secret, give the secret as a KeyObject.',
    { type: 'PortcullisWarning', code: 'PORTCULLIS_STRAY_WHITESPACE' },
  );
  return true;
}

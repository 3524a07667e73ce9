import { ConfigurationError } from '@portcullis/core';

const BASE64 = /^[A-Za-z0-9+/_-]{43,}={0,2}$/;
const LEAST = 32;

/**
 * Reads refresh keys from text, as of an environment variable.
 *
 * @param text base64, several separated by commas: the first derives, the others still recognize
 * @throws ConfigurationError whose message holds none of it
 */
export function parseRefreshKeys(text: string): readonly Uint8Array[] {
  return text.split(',').map((part, index) => {
    const key = Buffer.from(part.trim(), 'base64');
    const isRandom = key.some((byte) => byte !== key[0]);
    if (BASE64.test(part.trim()) && key.length >= LEAST && isRandom) return key;
    throw new ConfigurationError(
      'REFRESH_KEY',
      `a key in place ${index + 1} that is none`,
      `the base64 of at least ${LEAST} random bytes`,
    );
  });
}

import { ConfigurationError } from '@portcullis/nest';

const BASE64 = /^[A-Za-z0-9+/_-]{43,}={0,2}$/;
const LEAST = 32;

/**
 * Parses REFRESH_KEY.
 *
 * @param text - base64, several separated by commas. The first derives new tokens; all recognize existing ones.
 * @throws ConfigurationError whose message contains no part of a key
 */
export function parseRefreshKeys(text: string): readonly Uint8Array[] {
  return text.split(',').map((part, index) => {
    const key = Buffer.from(part.trim(), 'base64');
    const isRandom = key.some((byte) => byte !== key[0]);
    if (BASE64.test(part.trim()) && key.length >= LEAST && isRandom) return key;
    throw new ConfigurationError(
      'REFRESH_KEY',
      `an invalid key at position ${index + 1}`,
      `base64 of at least ${LEAST} random bytes`,
    );
  });
}

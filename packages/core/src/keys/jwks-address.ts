import { ConfigurationError } from '../errors.js';
import { describeValue } from '../time/duration.js';

const LOOPBACK = /^(localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])$/;

/**
 * Reads the address of a JWKS or of metadata.
 *
 * @throws ConfigurationError unless it is https, or http on a loopback host, without user info or fragment
 */
export function parseKeyAddress(value: string | URL, option: string): URL {
  const right =
    'an https: URL (http: on a loopback host only), without user name, password or fragment';
  let url: URL;
  try {
    url = new URL(value);
  } catch {
    throw new ConfigurationError(option, describeValue(value), right);
  }
  const safe =
    url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.test(url.hostname));
  if (!safe || url.username !== '' || url.password !== '' || url.hash !== '') {
    throw new ConfigurationError(option, `${url.protocol}//${url.host}${url.pathname}`, right);
  }
  return url;
}

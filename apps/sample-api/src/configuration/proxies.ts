import { isIP } from 'node:net';
import { readDecimal, trimOws } from '@portcullis/core/bearer';

/** Network names of Express and Fastify. */
const NETWORKS = ['loopback', 'linklocal', 'uniquelocal'];

/** Proxies whose `X-Forwarded-For` is trusted, as Express and Fastify expect them: addresses or a test of the hop. */
export type TrustedProxies = string[] | ((address: string, hop: number) => boolean);

/**
 * Parses TRUST_PROXY.
 *
 * @param text - the number of proxies, or their addresses
 * @returns undefined for any other text
 */
export function readProxies(text: string): TrustedProxies | undefined {
  const hops = /^([1-9]|10)$/.test(text) ? readDecimal(text) : undefined;
  if (hops !== undefined) return (_address, hop) => hop < hops;
  const proxies = text.split(',').map(trimOws);
  return proxies.every(isNetwork) ? proxies : undefined;
}

function isNetwork(text: string): boolean {
  const [address = '', bits, ...others] = text.split('/');
  const version = isIP(address);
  if (version === 0) return NETWORKS.includes(text);
  const most = version === 4 ? 32 : 128;
  const size = bits === undefined ? most : (readDecimal(bits) ?? 0);
  const isRange = size >= 1 && size <= most;
  return isRange && others.length === 0;
}

import { isIP } from 'node:net';
import { readDecimal, trimOws } from '@portcullis/core/bearer';

/** Names of networks that Express and Fastify know. */
const NETWORKS = ['loopback', 'linklocal', 'uniquelocal'];

/** Whose `X-Forwarded-For` is believed, as Express and Fastify are both told: addresses, or which hop from here. */
export type TrustedProxies = string[] | ((address: string, hop: number) => boolean);

/**
 * Reads who is a proxy of ours.
 *
 * @param text how many proxies a request comes through, or the addresses of those proxies
 * @returns undefined for a text that is neither
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

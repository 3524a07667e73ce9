import { isIP } from 'node:net';

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
  if (/^([1-9]|10)$/.test(text)) return (_address, hop) => hop < Number(text);
  const proxies = text.split(',').map((part) => part.trim());
  return proxies.every(isNetwork) ? proxies : undefined;
}

function isNetwork(text: string): boolean {
  const [address = '', bits, ...others] = text.split('/');
  const version = isIP(address);
  if (version === 0) return NETWORKS.includes(text);
  const most = version === 4 ? 32 : 128;
  const isRange = bits === undefined || (/^\d{1,3}$/.test(bits) && +bits >= 1 && +bits <= most);
  return isRange && others.length === 0;
}

/** Hosts that only this machine or its network reaches, by their text: names are not looked up. */
import { BlockList, isIP } from 'node:net';

const INTERNAL = new BlockList();
for (const [net, prefix, family] of [
  ['0.0.0.0', 8, 'ipv4'], // this host (RFC 6890)
  ['10.0.0.0', 8, 'ipv4'], // private (RFC 1918)
  ['100.64.0.0', 10, 'ipv4'], // shared (RFC 6598)
  ['127.0.0.0', 8, 'ipv4'], // loopback
  ['169.254.0.0', 16, 'ipv4'], // link-local (RFC 3927), where clouds have their metadata
  ['172.16.0.0', 12, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['::', 127, 'ipv6'], // unspecified and loopback
  ['fc00::', 7, 'ipv6'], // unique local (RFC 4193)
  ['fe80::', 10, 'ipv6'], // link-local
] as const) {
  INTERNAL.addSubnet(net, prefix, family);
}

/** Whether the host of a URL is such an address, or `localhost`. IPv4 in IPv6 counts as what it stands for. */
export function isInternalHost({ hostname }: URL): boolean {
  const host = hostname.replace(/^\[|\]$/g, '');
  const version = isIP(host);
  if (version === 0) return /(^|\.)localhost\.?$/.test(host);
  return INTERNAL.check(host, version === 6 ? 'ipv6' : 'ipv4');
}

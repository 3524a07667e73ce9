/** Picks how the keys of an issuer are fetched. */
import { ConfigurationError } from '../errors.js';
import { DiscoveredDownload, type DiscoveryContext } from './discovered-download.js';
import { parseKeyAddress } from './jwks-address.js';
import { ClientDownload, JwksDownload } from './jwks-download.js';
import type { KeyDownload } from './key-download.js';
import type { Discovery } from './provider-metadata.js';
import type { JwksKeysClient } from './remote-jwks.options.js';

/** Where an issuer's keys come from: the address of a JWK Set, or metadata that has it. */
export type KeysFrom = string | URL | Discovery;

/** @throws ConfigurationError */
export function openDownload(from: KeysFrom, context: DiscoveryContext): KeyDownload {
  const { settings, signal } = context;
  const { client, timeoutMs } = settings;
  if (isDiscovery(from)) {
    if (client) throw wrongClient('a client beside discover', 'one beside jwksUri');
    return new DiscoveredDownload(from, context);
  }
  const url = parseKeyAddress(from, 'jwksUri');
  if (!client) return new JwksDownload(url, settings, signal);
  assertSameAddress(client, url);
  return new ClientDownload(url, client, timeoutMs, signal);
}

/** Tells an issuer that is to be discovered from an address; an untyped caller may have given anything. */
export function isDiscovery(from: KeysFrom): from is Discovery {
  return typeof from === 'object' && from !== null && 'discover' in from;
}

/** A client says where it fetches from, unless it has a fetcher: two addresses would mean that one is not used. */
function assertSameAddress(client: JwksKeysClient, url: URL): void {
  const { options } = client as { readonly options?: { readonly jwksUri?: unknown } };
  const address = options?.jwksUri;
  if (address === undefined) return;
  if (typeof address === 'string' && URL.canParse(address) && new URL(address).href === url.href) {
    return;
  }
  throw wrongClient('a client of another address', 'a client of the jwksUri beside it');
}

function wrongClient(given: string, right: string): ConfigurationError {
  return new ConfigurationError('remote.client', given, right);
}

/** The options of a tenant, as the application gave them last, and what has changed when it gives them again. */
import { isDeepStrictEqual, types } from 'node:util';
import { assertKnownOptions } from '../../options/known-options.js';
import type { RemoteJwksOptions } from '../../keys/remote-jwks.options.js';
import { CLAIMS_OPTIONS, ISSUER_OPTIONS, type IssuerOptions } from '../issuer-options.js';

/**
 * What has changed in options: nothing; by which functions keys are fetched; what tokens are held to; or, in whatever
 * else, what their keys are.
 */
export type OptionsChange = 'nothing' | 'transport' | 'rules' | 'keys';

const NAMES = Object.keys(ISSUER_OPTIONS);

/**
 * Copies options, because the application may change its object later. Keys, key sources, clients and functions are not
 * copied.
 *
 * @throws ConfigurationError for a value that is not an object, and for unknown options
 */
export function copyOptions(given: IssuerOptions, path: string): IssuerOptions {
  assertKnownOptions(given, ISSUER_OPTIONS, path);
  const copies = NAMES.map((name) => [name, copyOption(name, valueOf(given, name))]);
  return Object.fromEntries(copies.filter(([, copy]) => copy !== undefined)) as IssuerOptions;
}

/** What is another in options than in those before them, both of them copies. */
export function changeOf(before: IssuerOptions, after: IssuerOptions): OptionsChange {
  const changed = NAMES.filter((name) => !isSame(name, before, after));
  if (changed.some((name) => !CLAIMS_OPTIONS.has(name))) return 'keys';
  if (changed.length > 0) return 'rules';
  const [one, other] = [before.remote, after.remote];
  return one?.fetch === other?.fetch && one?.client === other?.client ? 'nothing' : 'transport';
}

/**
 * Options whose keys are fetched by the functions that were given last. A function that is written into the answer of
 * `resolveIssuer` is another one each time; the keys that it fetched stay, and the next ones come by the new one.
 */
export function withLatestTransport(
  options: IssuerOptions,
  latest: () => IssuerOptions,
): IssuerOptions {
  const { remote } = options;
  if (!isPlain(remote)) return options;
  const forwarded: { fetch?: typeof fetch; client?: object } = {};
  // Options without one of them are others, for keys that are fetched anew.
  const transport = () => latest().remote as Required<RemoteJwksOptions>;
  const { fetch: fetcher, client }: RemoteJwksOptions = remote;
  if (typeof fetcher === 'function') {
    forwarded.fetch = (...request) => transport().fetch(...request);
  }
  if (typeof (client as { getKeys?: unknown } | null | undefined)?.getKeys === 'function') {
    // Other members of the client, such as its address, are kept.
    const getKeys = async () => transport().client.getKeys();
    forwarded.client = Object.create(client as object, { getKeys: { value: getKeys } }) as object;
  }
  return { ...options, remote: { ...remote, ...forwarded } as RemoteJwksOptions };
}

function copyOption(name: string, value: unknown): unknown {
  if (name === 'keys') return value;
  if (name !== 'remote' || !isPlain(value)) return copyOf(value);
  const { client, ...settings } = value;
  return { ...(copyOf(settings) as object), ...(client === undefined ? {} : { client }) };
}

function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return Array.from(value as readonly unknown[], copyOf);
  if (types.isUint8Array(value)) return Uint8Array.from(value);
  if (types.isDate(value)) return new Date(value);
  if (value instanceof URL) return new URL(value);
  if (!isPlain(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, copyOf(member)]));
}

function isSame(name: string, one: IssuerOptions, other: IssuerOptions): boolean {
  // A key source of the application's own hides what it is made of: only the very same one is the same.
  if (name === 'keys') return one.keys === other.keys;
  const [value, otherValue] = [valueOf(one, name), valueOf(other, name)];
  if (name !== 'remote') return isDeepStrictEqual(value, otherValue);
  return isDeepStrictEqual(withoutTransport(value), withoutTransport(otherValue));
}

/** The settings of remote keys, with the kind of what fetches them in its place. */
function withoutTransport(remote: unknown): unknown {
  if (!isPlain(remote)) return remote;
  return { ...remote, fetch: typeof remote['fetch'], client: typeof remote['client'] };
}

function valueOf(options: IssuerOptions, name: string): unknown {
  return options[name as keyof IssuerOptions];
}

/** Whether a value is an object as it is written out, of this realm or of another. */
function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value) as object | null;
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

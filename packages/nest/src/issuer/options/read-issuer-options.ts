/** Options of the module, validated at boot; those of keys, sessions and revocations are validated where they are used. */
import {
  assertKnownOptions,
  ConfigurationError,
  describeValue,
  type OptionTable,
} from '@portcullis/core';
import { readCallbackTimeout } from '../../options/callback-timeout.js';
import { readAllowedOrigins } from '@portcullis/core/bearer';
import type {
  IssuerCookieOptions,
  IssuerMetadataMembers,
  TokenIssuerModuleOptions,
} from './token-issuer.options.js';

const NAMES: OptionTable<TokenIssuerModuleOptions> = {
  issuer: 'value',
  audience: 'value',
  clientId: 'value',
  store: 'value',
  keys: 'value',
  expiresIn: 'value',
  allowClaims: 'value',
  sessions: 'value',
  grant: 'value',
  revocations: 'value',
  clients: 'value',
  callbackTimeout: 'value',
  cookie: 'value',
  url: 'value',
  metadata: 'value',
  openidConfiguration: 'value',
  clock: 'value',
};

const COOKIE_NAMES: OptionTable<IssuerCookieOptions> = {
  name: 'value',
  sameSite: 'value',
  development: 'value',
  maxAge: 'value',
  allowedOrigins: 'value',
};

/** Options of the parts that the module sets itself. Accepting them would silently ignore one of the two values. */
const OWN = {
  keys: ['clock'],
  sessions: ['issuer', 'clock', 'onEnded', 'callbackTimeout'],
  revocations: ['issuer', 'longestToken', 'clock'],
} as const;

/** @throws ConfigurationError naming the option that is wrong */
export function readIssuerOptions(options: TokenIssuerModuleOptions): TokenIssuerModuleOptions {
  assertKnownOptions(options, NAMES);
  for (const [part, own] of Object.entries(OWN)) {
    assertPart(part, options[part as keyof typeof OWN], own);
  }
  if (options.cookie !== undefined) {
    assertKnownOptions(options.cookie, COOKIE_NAMES, 'cookie.');
    readAllowedOrigins(options.cookie.allowedOrigins, 'cookie.allowedOrigins');
  }
  readCallbackTimeout(options.callbackTimeout);
  assertStore(options.store);
  assertFunctions(options);
  assertUrl(options.url);
  assertMetadata(options);
  return Object.freeze({ ...options });
}

function assertFunctions({ grant, clients, clock, sessions }: TokenIssuerModuleOptions): void {
  for (const [name, value] of Object.entries({ grant, clients, clock })) {
    if (value === undefined || typeof value === 'function') continue;
    throw new ConfigurationError(name, describeValue(value), 'a function');
  }
  if (sessions === undefined || grant !== undefined) return;
  throw new ConfigurationError(
    'grant',
    'nothing, beside sessions',
    'a function that says what a subject may do now: it is asked at each sign-in and refresh',
  );
}

/** The methods of each part are checked by the part. */
function assertStore(store: unknown): void {
  if (store === undefined) return;
  const parts = ['keys', 'sessions', 'revocations'];
  const isStore =
    typeof store === 'object' &&
    store !== null &&
    parts.every((part) => typeof Reflect.get(store, part) === 'object');
  if (isStore) return;
  const received =
    store instanceof Promise ? 'a Promise of a store; await it first' : describeValue(store);
  throw new ConfigurationError('store', received, 'a MemoryStore, PostgresStore or RedisStore');
}

function assertPart(part: string, options: object | undefined, own: readonly string[]): void {
  if (options === undefined) return;
  assertObject(part, options);
  const twice = own.find((name) => Object.hasOwn(options, name));
  if (twice === undefined) return;
  throw new ConfigurationError(
    `${part}.${twice}`,
    'an option that the module sets itself',
    'to leave it out',
  );
}

function assertUrl(url: unknown): void {
  if (url === undefined) return;
  if (typeof url === 'string' && isWebUrl(url)) return;
  const right = "an absolute URL such as 'https://api.example.com', without a query";
  throw new ConfigurationError('url', describeValue(url), right);
}

/** @throws ConfigurationError for metadata that clients would fail on, or that is another issuer's */
function assertMetadata({ metadata, openidConfiguration }: TokenIssuerModuleOptions): void {
  if (openidConfiguration !== undefined && typeof openidConfiguration !== 'boolean') {
    throw wrong('openidConfiguration', openidConfiguration, 'true, false, or to leave it out');
  }
  if (metadata === undefined) return;
  assertPart('metadata', metadata, ['issuer', 'jwks_uri']);
  for (const [name, value] of Object.entries(metadata)) {
    const isText = typeof value === 'string';
    if (name.endsWith('_endpoint') && !(isText && isWebUrl(value))) {
      throw wrong(`metadata.${name}`, value, 'an absolute URL');
    }
    if (name.endsWith('_supported') && typeof value !== 'boolean' && !Array.isArray(value)) {
      throw wrong(`metadata.${name}`, value, 'an array, true or false');
    }
  }
  assertCodeEndpoint(metadata);
}

/** The token endpoint of the module redeems no authorization code. */
function assertCodeEndpoint(metadata: IssuerMetadataMembers): void {
  const { authorization_endpoint: authorization, token_endpoint: token } = metadata;
  if (authorization === undefined || token !== undefined) return;
  const { response_types_supported: types = ['code'] } = metadata;
  if (!types.some((type) => type.split(' ').includes('code'))) return;
  throw wrong('metadata.token_endpoint', token, 'the URL at which codes are redeemed');
}

function wrong(option: string, given: unknown, right: string): ConfigurationError {
  return new ConfigurationError(option, describeValue(given), right);
}

/** Whether a text is a URL that an application can be reached at. */
export function isWebUrl(text: string): boolean {
  return /^https?:\/\/[^ \t\r\n?#]+$/.test(text) && URL.canParse(text);
}

function assertObject(option: string, value: unknown): void {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return;
  throw new ConfigurationError(option, describeValue(value), 'an object of options');
}

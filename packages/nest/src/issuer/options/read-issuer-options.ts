/** Validates the module's options when the application starts. `keys`, `sessions` and `revocations` check their own. */
import { ConfigurationError } from '@portcullis/core';
import { assertKnownOptions, describeValue, type OptionTable } from '@portcullis/core/internal';
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

/** Validates the options. @throws ConfigurationError for an invalid option */
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
    'nothing, with sessions',
    'a function that returns what a subject may do, for each sign-in and refresh',
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
    `${part} without ${twice}`,
  );
}

function assertUrl(url: unknown): void {
  if (url === undefined) return;
  if (typeof url === 'string' && isWebUrl(url)) return;
  throw invalid('url', url, "an absolute URL such as 'https://api.example.com', without a query");
}

/** Rejects metadata that clients could not use, and metadata of another issuer. @throws ConfigurationError */
function assertMetadata({ metadata, openidConfiguration }: TokenIssuerModuleOptions): void {
  if (openidConfiguration !== undefined && typeof openidConfiguration !== 'boolean') {
    throw invalid('openidConfiguration', openidConfiguration, 'true or false');
  }
  if (metadata === undefined) return;
  assertPart('metadata', metadata, ['issuer', 'jwks_uri']);
  for (const [name, value] of Object.entries(metadata)) {
    const isText = typeof value === 'string';
    if (name.endsWith('_endpoint') && !(isText && isWebUrl(value))) {
      throw invalid(`metadata.${name}`, value, 'an absolute URL');
    }
    if (name.endsWith('_supported') && typeof value !== 'boolean' && !Array.isArray(value)) {
      throw invalid(`metadata.${name}`, value, 'an array, true or false');
    }
  }
  assertCodeEndpoint(metadata);
}

/** Requires a token endpoint for codes, because the module's does not redeem them. */
function assertCodeEndpoint(metadata: IssuerMetadataMembers): void {
  const { authorization_endpoint: authorization, token_endpoint: token } = metadata;
  if (authorization === undefined || token !== undefined) return;
  const { response_types_supported: types = ['code'] } = metadata;
  if (!types.some((type) => type.split(' ').includes('code'))) return;
  throw invalid(
    'metadata.token_endpoint',
    token,
    'the URL of a token endpoint that redeems authorization codes',
  );
}

function invalid(option: string, value: unknown, expected: string): ConfigurationError {
  return new ConfigurationError(option, describeValue(value), expected);
}

/** Returns whether a string is an http(s) URL without a query. */
export function isWebUrl(text: string): boolean {
  return /^https?:\/\/[^ \t\r\n?#]+$/.test(text) && URL.canParse(text);
}

function assertObject(option: string, value: unknown): void {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return;
  throw new ConfigurationError(option, describeValue(value), 'an object of options');
}

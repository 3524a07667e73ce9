/** The refresh token of a browser, in a cookie that no script reads and no other site sets. */
import {
  assertKnownNames,
  checkArguments,
  ConfigurationError,
  parseDuration,
  type Duration,
} from '@portcullis/core';
import { cookieOf } from '@portcullis/core/bearer';
import { asReceived } from '../../transports/http-request.js';
import { type HttpRequest } from '../../transports/http-request.js';

/** How {@link RefreshCookie} sets its cookie. */
export interface RefreshCookieOptions {
  /** The cookie's name behind `__Host-`. Default `refresh`. */
  readonly name?: string;
  /** `Lax` (the default), or `Strict`: then it does not come with the first request after a link from elsewhere. */
  readonly sameSite?: 'Lax' | 'Strict';
  /** How long browsers keep it, at most 400 days. Default: `idleTimeout` of the sessions, else `'14d'`. */
  readonly maxAge?: Duration;
  /**
   * True on `http://localhost` alone: without `__Host-` and `Secure`, which not every browser takes there. Does not start
   * where `NODE_ENV` is `production`.
   */
  readonly development?: boolean;
}

/** A response of Express, Fastify or Node, as far as a cookie knows it. */
export interface CookieResponse {
  append?(name: string, value: string): unknown;
  header?(name: string, value: string): unknown;
  appendHeader?(name: string, value: string): unknown;
}

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,64}$/;
/** `cookie-octet` of RFC 6265 §4.1.1. */
const VALUE = /^[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]{1,4000}$/;
const MOST_SECONDS = 400 * 86_400; // what browsers keep a cookie for

/**
 * Writes, reads and clears the cookie. `__Host-`: set over https by this very host, for all its paths and no other host
 * (RFC 6265bis §4.1.3.2). Handlers that go by it, or set it, call `assertSameOrigin` of `@portcullis/core/bearer` first.
 */
export class RefreshCookie {
  /** The whole name, prefix included. */
  readonly name: string;
  readonly #attributes: string;
  readonly #maxAge: Duration;

  /** @throws ConfigurationError naming the option that is wrong */
  constructor(options: RefreshCookieOptions = {}) {
    // `allowedOrigins` of the module is for its guard.
    assertKnownNames(options, {
      name: 'value',
      sameSite: 'value',
      development: 'value',
      maxAge: 'value',
      allowedOrigins: 'value',
    });
    const { name = 'refresh', sameSite = 'Lax', maxAge = '14d', development = false } = options;
    check('name', TOKEN.test(name), 'the name of a cookie');
    check('sameSite', sameSite === 'Lax' || sameSite === 'Strict', "'Lax' or 'Strict'");
    check('development', typeof development === 'boolean', 'true or false');
    const isProduction = process.env['NODE_ENV'] === 'production';
    check('development', !(development && isProduction), 'false where NODE_ENV is production');
    parseDuration(maxAge, 'maxAge');
    this.#maxAge = maxAge;
    this.name = development ? name : `__Host-${name}`;
    this.#attributes = `Path=/; HttpOnly; SameSite=${sameSite}${development ? '' : '; Secure'}`;
  }

  /**
   * Sets the cookie on a response.
   *
   * @param maxAge how long the browser keeps it, instead of the option `maxAge`
   * @throws InvalidArgumentError for a token that a cookie cannot hold, and for an invalid `maxAge`
   */
  set(response: CookieResponse, token: string, maxAge: Duration = this.#maxAge): void {
    const seconds = checkArguments(() => {
      check('token', VALUE.test(token), 'text that a cookie can hold');
      return Math.min(Math.floor(parseDuration(maxAge, 'maxAge')), MOST_SECONDS);
    });
    setCookie(response, `${this.name}=${token}; Max-Age=${seconds}; ${this.#attributes}`);
  }

  /**
   * The refresh token of a request.
   *
   * @returns undefined when there is none
   * @throws CredentialError `ERR_REQUEST_MALFORMED` (400) when the cookie comes twice
   */
  read(request: HttpRequest): string | undefined {
    return cookieOf(asReceived(request), this.name) || undefined;
  }

  /** Has the browser forget it. */
  clear(response: CookieResponse): void {
    const past = 'Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT';
    setCookie(response, `${this.name}=; ${past}; ${this.#attributes}`);
  }
}

/** Express's `header` replaces, Fastify's adds where it is a cookie. */
function setCookie(response: CookieResponse, value: string): void {
  if (response.append) response.append('Set-Cookie', value);
  else if (response.header) response.header('Set-Cookie', value);
  else response.appendHeader?.('Set-Cookie', value);
}

/** What was given is not shown: it may be a token. */
function check(option: string, holds: boolean, right: string): void {
  if (!holds) throw new ConfigurationError(option, 'something else', right);
}

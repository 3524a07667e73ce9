/** The refresh cookie: scripts cannot read it, and other sites cannot set it. */
import { ConfigurationError, type Duration } from '@portcullis/core';
import { assertKnownNames, checkArguments, parseDuration } from '@portcullis/core/internal';
import { cookieOf } from '@portcullis/core/bearer';
import { asReceived } from '../../transports/http-request.js';
import { type HttpRequest } from '../../transports/http-request.js';

/** Options of {@link RefreshCookie}. */
export interface RefreshCookieOptions {
  /** The cookie's name after `__Host-`. Default `refresh`. */
  readonly name?: string;
  /**
   * `Lax` (default) or `Strict`. With `Strict`, browsers omit it in the first request after a link from another site.
   */
  readonly sameSite?: 'Lax' | 'Strict';
  /** How long browsers keep it, at most 400 days. Default: `idleTimeout` of the sessions, otherwise `'14d'`. */
  readonly maxAge?: Duration;
  /**
   * Omits `__Host-` and `Secure`, which some browsers reject on `http://localhost`. The application does not start with it if
   * `NODE_ENV` is `production`. Default false.
   */
  readonly development?: boolean;
}

/** The part of a response of Express, Fastify or Node.js that sets a cookie. */
export interface CookieResponse {
  append?(name: string, value: string): unknown;
  header?(name: string, value: string): unknown;
  appendHeader?(name: string, value: string): unknown;
}

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,64}$/;
/** `cookie-octet` of RFC 6265 §4.1.1. */
const VALUE = /^[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]{1,4000}$/;
const MAX_SECONDS = 400 * 86_400; // the limit of browsers

/**
 * Sets, reads and clears the refresh cookie. With `__Host-`, only this host can set it, over https, for all its paths
 * (RFC 6265bis §4.1.3.2). Protect handlers that read or set it with `@SameOrigin()`.
 *
 * @example
 * this.cookie.set(response, refresh_token);
 * await this.issuer.refresh(this.cookie.read(request));
 */
export class RefreshCookie {
  /** The name with its prefix. */
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
   * @param maxAge how long browsers keep it, instead of the option `maxAge`
   * @throws InvalidArgumentError for a token that a cookie cannot hold, and for an invalid `maxAge`
   */
  set(response: CookieResponse, token: string, maxAge: Duration = this.#maxAge): void {
    const seconds = checkArguments(() => {
      check('token', VALUE.test(token), 'text that a cookie can hold');
      return Math.min(Math.floor(parseDuration(maxAge, 'maxAge')), MAX_SECONDS);
    });
    setCookie(response, `${this.name}=${token}; Max-Age=${seconds}; ${this.#attributes}`);
  }

  /**
   * Returns the refresh token of a request; undefined without the cookie.
   *
   * @throws CredentialError `ERR_REQUEST_MALFORMED` (400) for a repeated cookie
   */
  read(request: HttpRequest): string | undefined {
    return cookieOf(asReceived(request), this.name) || undefined;
  }

  /** Removes the cookie from the browser. */
  clear(response: CookieResponse): void {
    const past = 'Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT';
    setCookie(response, `${this.name}=; ${past}; ${this.#attributes}`);
  }
}

/** `header` of Express replaces earlier cookies; that of Fastify appends them. */
function setCookie(response: CookieResponse, value: string): void {
  if (response.append) response.append('Set-Cookie', value);
  else if (response.header) response.header('Set-Cookie', value);
  else response.appendHeader?.('Set-Cookie', value);
}

/** What was given is not shown: it may be a token. */
function check(option: string, holds: boolean, right: string): void {
  if (!holds) throw new ConfigurationError(option, 'something else', right);
}

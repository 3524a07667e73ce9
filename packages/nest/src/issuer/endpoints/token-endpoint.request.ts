/** Reads requests to the token endpoint strictly (RFC 6749 §3.2, §2.3.1). */
import { isUtf8 } from 'node:buffer';
import { headerValues, type RequestLike } from '@portcullis/core/bearer';
import { asReceived } from '../../transports/http-request.js';
import { type HttpRequest } from '../../transports/http-request.js';
import { TokenRequestError } from './token-request-error.js';

/** Supported parameters. Others are ignored (RFC 6749 §3.2). */
const NAMES = [
  'grant_type',
  'refresh_token',
  'scope',
  'client_id',
  'client_secret',
  'client_assertion',
] as const;
const MAX_LENGTH = 4096;

/** Parameters of a token request, without empty ones. */
export type TokenParameters = Readonly<Partial<Record<(typeof NAMES)[number], string>>>;

/** The credentials of a client. */
export interface ClientAuthentication {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Case-insensitive, with or without parameters (RFC 9110 §8.3.1). */
const FORM = /^application\/x-www-form-urlencoded[ \t]*(?:;|$)/i;

/**
 * Reads the parameters of a form (RFC 6749 §3.2). JSON is rejected, because its parsers hide repeated members.
 *
 * @throws TokenRequestError `invalid_request` for a body in another format, and for a parameter that is repeated, not a
 *   string, or in the URL
 */
export function readParameters(request: HttpRequest): TokenParameters {
  const { body } = request;
  const [type = '', ...others] = headerValues(asReceived(request), 'content-type');
  const isForm = others.length === 0 && FORM.test(type);
  if (!isForm || isInUrl(request.url)) throw new TokenRequestError('invalid_request');
  const given = typeof body === 'object' && body !== null && !Array.isArray(body) ? body : {};
  const read = NAMES.flatMap((name): [string, string][] => {
    const value: unknown = Object.hasOwn(given, name) ? Reflect.get(given, name) : undefined;
    if (value === undefined || value === '') return [];
    if (typeof value !== 'string' || value.length > MAX_LENGTH) {
      throw new TokenRequestError('invalid_request');
    }
    return [[name, value]];
  });
  return Object.fromEntries(read);
}

/** Rejects parameters in the URL, which proxies log (RFC 6749 §2.3.1). */
function isInUrl(url = ''): boolean {
  const query = new URLSearchParams(url.split('?').slice(1).join('?'));
  return NAMES.some((name) => query.has(name));
}

/**
 * Reads the client's credentials, from HTTP Basic or the body. Ignores a Bearer header in addition to a refresh token.
 *
 * @returns undefined for a client without a secret, with or without an ID
 * @throws TokenRequestError `invalid_request` for both kinds of credentials or several headers; `invalid_client` for another
 *   scheme or invalid credentials
 */
export function readClient(
  request: RequestLike,
  parameters: TokenParameters,
): ClientAuthentication | undefined {
  const { grant_type: type, client_assertion } = parameters;
  const { client_id: clientId, client_secret: clientSecret } = parameters;
  const [given, ...others] = headerValues(request, 'authorization');
  if (others.length > 0) throw new TokenRequestError('invalid_request');
  // Some clients add their access token to every request. The refresh token is enough.
  const isIgnored = type === 'refresh_token' && given !== undefined && BEARER.test(given);
  const header = isIgnored ? undefined : given;
  if (client_assertion !== undefined) throw new TokenRequestError('invalid_client');
  if (header === undefined) {
    if (clientSecret === undefined) return undefined;
    if (clientId === undefined) throw new TokenRequestError('invalid_request');
    return { clientId, clientSecret };
  }
  const basic = readBasic(header);
  if (!basic) throw new TokenRequestError('invalid_client');
  const isOther = clientId !== undefined && clientId !== basic.clientId;
  if (clientSecret !== undefined || isOther) throw new TokenRequestError('invalid_request');
  return basic;
}

const BEARER = /^bearer +/i;
const BASIC = /^basic +([A-Za-z0-9+/]+={0,2})$/i;

/** Reads HTTP Basic. Both parts are form-encoded before they are joined (RFC 6749 §2.3.1), so an ID may contain a colon. */
function readBasic(header: string): ClientAuthentication | undefined {
  const encoded = header.length > MAX_LENGTH ? undefined : BASIC.exec(header)?.[1];
  if (encoded === undefined) return undefined;
  const bytes = Buffer.from(encoded, 'base64');
  if (!isUtf8(bytes)) return undefined; // otherwise all invalid bytes would become the same character
  const [id, ...secret] = bytes.toString().split(':');
  if (id === undefined || secret.length === 0) return undefined;
  const [clientId, clientSecret] = [id, secret.join(':')].map(formDecoded);
  if (clientId === undefined || clientSecret === undefined) return undefined;
  return { clientId, clientSecret };
}

function formDecoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}

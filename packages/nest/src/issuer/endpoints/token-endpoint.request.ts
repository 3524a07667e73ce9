/** A request to the token endpoint, read strictly: RFC 6749 §3.2, §2.3.1. */
import { isUtf8 } from 'node:buffer';
import { headerValues, type RequestLike } from '@portcullis/core/bearer';
import { asReceived } from '../../transports/http-request.js';
import { type HttpRequest } from '../../transports/http-request.js';
import { TokenRequestError } from './token-request-error.js';

/** Parameters that the endpoint knows; others are ignored, as RFC 6749 §3.2 has it. */
const NAMES = [
  'grant_type',
  'refresh_token',
  'scope',
  'client_id',
  'client_secret',
  'client_assertion',
] as const;
const MOST = 4096;

/** Parameters of a token request. One that is empty is none. */
export type TokenParameters = Readonly<Partial<Record<(typeof NAMES)[number], string>>>;

/** How a client says who it is. */
export interface ClientAuthentication {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** RFC 9110 §8.3.1: without regard to case, with parameters or without. */
const FORM = /^application\/x-www-form-urlencoded[ \t]*(?:;|$)/i;

/**
 * Parameters of a form (RFC 6749 §3.2). JSON is rejected: its parsers keep the last of two members of one name, so that a
 * parameter that comes twice would go unseen.
 *
 * @throws TokenRequestError `invalid_request` for a body that is no form; a parameter that comes twice, or in the address,
 *   or is no text
 */
export function readParameters(request: HttpRequest): TokenParameters {
  const { body } = request;
  const [type = '', ...others] = headerValues(asReceived(request), 'content-type');
  const isForm = others.length === 0 && FORM.test(type);
  if (!isForm || isInAddress(request.url)) throw new TokenRequestError('invalid_request');
  const given = typeof body === 'object' && body !== null && !Array.isArray(body) ? body : {};
  const read = NAMES.flatMap((name): [string, string][] => {
    const value: unknown = Object.hasOwn(given, name) ? Reflect.get(given, name) : undefined;
    if (value === undefined || value === '') return [];
    if (typeof value !== 'string' || value.length > MOST) {
      throw new TokenRequestError('invalid_request');
    }
    return [[name, value]];
  });
  return Object.fromEntries(read);
}

/** RFC 6749 §2.3.1: never in the address, which proxies write into their logs. */
function isInAddress(url = ''): boolean {
  const query = new URLSearchParams(url.split('?').slice(1).join('?'));
  return NAMES.some((name) => query.has(name));
}

/**
 * Who the client says it is, by HTTP Basic or in the body. A Bearer header beside a refresh token says nothing.
 *
 * @returns undefined for a client that does not authenticate itself, whether it gives its ID or not
 * @throws TokenRequestError `invalid_request` for both at once, or two headers; `invalid_client` for another scheme or
 *   one that can't be read
 */
export function readClient(
  request: RequestLike,
  parameters: TokenParameters,
): ClientAuthentication | undefined {
  const { grant_type: type, client_assertion } = parameters;
  const { client_id: clientId, client_secret: clientSecret } = parameters;
  const [given, ...others] = headerValues(request, 'authorization');
  if (others.length > 0) throw new TokenRequestError('invalid_request');
  // Many a client adds its access token to every request; a refresh token speaks for itself.
  const isAside = type === 'refresh_token' && given !== undefined && BEARER.test(given);
  const header = isAside ? undefined : given;
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

/** Both halves are form-encoded before they are joined (RFC 6749 §2.3.1), so that an ID may hold a colon. */
function readBasic(header: string): ClientAuthentication | undefined {
  const encoded = header.length > MOST ? undefined : BASIC.exec(header)?.[1];
  if (encoded === undefined) return undefined;
  const bytes = Buffer.from(encoded, 'base64');
  if (!isUtf8(bytes)) return undefined; // else every wrong byte would be one and the same character
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

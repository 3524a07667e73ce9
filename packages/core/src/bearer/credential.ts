/** Finds the one credential of a request (RFC 6750 §2). A request with several is rejected. */
import { asciiLowercase, trimOws } from '../encoding/ascii.js';
import { CredentialError } from '../errors.js';

/** Members of a request that are read. Node's `IncomingMessage` and the requests of Express and Fastify have them. */
export interface RequestLike {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Name, value, name, value … as received: Node folds repeated headers in `headers`, here they show. */
  readonly rawHeaders?: readonly string[] | undefined;
  readonly url?: string | undefined;
  readonly method?: string | undefined;
}

/**
 * What is read of a Web `Request` (Fetch §5.3), which route handlers of Next.js and others take. Its `Headers` join what is
 * repeated: several credentials are one that is malformed then.
 */
export interface WebRequestLike {
  readonly headers: { get(name: string): string | null };
  readonly url?: string | undefined;
  readonly method?: string | undefined;
}

/** Where a credential may be. */
export interface CredentialOptions {
  /** The name of a cookie that may hold the token, beside the Authorization header. Default: none. */
  readonly cookie?: string | undefined;
}

// b64token of RFC 6750 §2.1, after exactly the scheme and spaces. The scheme has no case (RFC 9110 §11.1).
const BEARER = /^bearer +([A-Za-z0-9\-._~+/]+=*)$/i;
const SCHEME_IS_BEARER = /^bearer(?![!#$%&'*+\-.^_`|~0-9a-z])/i;
const TOKEN_IN_QUERY = /[?&]access_token=/;

/** A token and its place. A browser adds a cookie to requests of any page, but a header only to those of its own page. */
export interface LocatedCredential {
  readonly token: string;
  readonly place: 'header' | 'cookie';
}

/**
 * Returns the token of a request; undefined if it has none.
 *
 * @throws CredentialError as {@link locateCredential} does
 * @example const token = findCredential(request, { cookie: '__Host-token' });
 */
export function findCredential(
  request: RequestLike | WebRequestLike,
  options: CredentialOptions = {},
): string | undefined {
  return locateCredential(request, options)?.token;
}

/**
 * Returns the token of a request, and its place.
 *
 * @returns undefined without a token, and for another scheme than Bearer
 * @throws CredentialError `ERR_REQUEST_MALFORMED` for several tokens, a malformed one, and one in the URL, where logs
 *   would store it
 */
export function locateCredential(
  request: RequestLike | WebRequestLike,
  { cookie }: CredentialOptions = {},
): LocatedCredential | undefined {
  if (request.url !== undefined && TOKEN_IN_QUERY.test(request.url)) {
    throw malformed('a token in the URL');
  }
  const fromHeader = readAuthorization(headerValues(request, 'authorization'));
  const fromCookie = cookie === undefined ? undefined : cookieOf(request, cookie);
  if (fromHeader !== undefined && fromCookie !== undefined)
    throw malformed('a header and a cookie');
  if (fromHeader !== undefined) return { token: fromHeader, place: 'header' };
  return fromCookie === undefined ? undefined : { token: fromCookie, place: 'cookie' };
}

/**
 * Reads one cookie of a request (RFC 6265 §4.2.1). Its name is compared byte by byte: another host under the same domain
 * can set a cookie whose name begins with the byte A0, which Unicode calls a space, and no `__Host-` prefix protects that.
 *
 * @returns undefined when the request has no cookie of that name
 * @throws CredentialError `ERR_REQUEST_MALFORMED` when there are several of that name: another site under the same
 *   domain may have set one
 */
export function cookieOf(request: RequestLike | WebRequestLike, name: string): string | undefined {
  const values = headerValues(request, 'cookie').flatMap((value) => cookieValues(value, name));
  if (values.length > 1) throw malformed('several cookies of that name');
  return values[0];
}

function readAuthorization(values: readonly string[]): string | undefined {
  const [value] = values;
  if (value === undefined) return undefined;
  if (values.length > 1) throw malformed('several Authorization headers');
  if (!SCHEME_IS_BEARER.test(value)) return value === '' ? failMalformed() : undefined;
  return BEARER.exec(value)?.[1] ?? failMalformed();
}

function failMalformed(): never {
  throw malformed('an Authorization header that is not "Bearer <token>"');
}

/** All values of a header as they came over the wire, where the server kept them. */
export function headerValues(
  request: RequestLike | WebRequestLike,
  name: string,
): readonly string[] {
  if (isWeb(request)) return webHeaderValues(request, name);
  const raw = request.rawHeaders;
  if (!raw || raw.length === 0) {
    const value = request.headers[name];
    if (value === undefined) return [];
    return typeof value === 'string' ? [value] : value;
  }
  return raw.filter((_value, i) => i % 2 === 1 && isNamed(raw[i - 1], name));
}

/** A header that is called `get` is a text, or several. */
function isWeb(request: RequestLike | WebRequestLike): request is WebRequestLike {
  return typeof request.headers['get'] === 'function';
}

/** `Headers` refuse to be asked for a pseudo-header of HTTP/2, and hold none. */
function webHeaderValues({ headers }: WebRequestLike, name: string): readonly string[] {
  const value = name.startsWith(':') ? null : headers.get(name);
  return value === null ? [] : [value];
}

/** Whether a header has this name. Most differ in length, which is cheap to see. */
function isNamed(given: string | undefined, name: string): boolean {
  return given?.length === name.length && asciiLowercase(given) === name;
}

/** The values of one cookie in a Cookie header (RFC 6265 §4.2.1), without quotes and the SP or HTAB around pairs. */
function cookieValues(header: string, name: string): string[] {
  return header
    .split(';')
    .map(trimOws)
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1).replace(/^"(.*)"$/, '$1'));
}

function malformed(what: string): CredentialError {
  return new CredentialError(
    'ERR_REQUEST_MALFORMED',
    `not exactly one well-formed credential: ${what}`,
  );
}

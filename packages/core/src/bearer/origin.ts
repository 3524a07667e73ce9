/** Prevents cross-site request forgery: finds out which page made the browser send a cookie. */
import { asciiLowercase } from '../encoding/ascii.js';
import { ConfigurationError, OriginError } from '../errors.js';
import { headerValues, type RequestLike, type WebRequestLike } from './credential.js';

/** Methods that change nothing (RFC 9110 §9.2.1), which a browser sends without an Origin. */
const SAFE_METHODS: ReadonlySet<string | undefined> = new Set(['GET', 'HEAD', 'OPTIONS']);
const LOOPBACK = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/;

/**
 * Requires an allowed Origin for unsafe methods. Use it for every handler that reads a cookie or sets one: a login can be
 * forged too.
 *
 * @param allowed origins to the letter (RFC 6454 §6.2); default: the request's own host over https, or over http where it
 *   is a loopback host, and not where `Sec-Fetch-Site` says that another site's page asks. `null` is the own one where
 *   `Sec-Fetch-Site` says so
 * @throws OriginError for an unsafe method with no Origin, several, or one that is not allowed
 */
export function assertSameOrigin(
  request: RequestLike | WebRequestLike,
  allowed?: readonly string[],
): void {
  if (SAFE_METHODS.has(request.method)) return;
  const [origin, ...others] = headerValues(request, 'origin');
  if (origin === undefined) throw new OriginError('an unsafe method without an Origin');
  const isAllowed = allowed ? allowed.includes(origin) : isOwn(request, origin);
  if (isAllowed && others.length === 0) return;
  throw new OriginError('the Origin is not one that is allowed');
}

function isOwn(request: RequestLike | WebRequestLike, origin: string): boolean {
  const sites = headerValues(request, 'sec-fetch-site');
  if (sites.some((site) => site !== 'same-origin')) return false;
  // A form of the own page sends `null` under `Referrer-Policy: no-referrer` (Fetch §3.2). `Sec-Fetch-Site` distinguishes
  // it from a sandboxed frame and from a redirect by another site, which are `cross-site`.
  if (origin === 'null') return sites.length === 1;
  const [host, ...others] = hostsOf(request);
  if (host === undefined || others.length > 0) return false;
  return (
    origin === `https://${host.replace(/:443$/, '')}` ||
    (LOOPBACK.test(host) && origin === `http://${host.replace(/:80$/, '')}`)
  );
}

/** HTTP/2 has `:authority` in place of Host (RFC 9113 §8.3.1). */
function hostsOf(request: RequestLike | WebRequestLike): readonly string[] {
  const hosts = headerValues(request, 'host');
  const named = hosts.length > 0 ? hosts : headerValues(request, ':authority');
  return named.map(asciiLowercase);
}

/**
 * Origins of an option, frozen; undefined where it is left out.
 *
 * @throws ConfigurationError unless they are an array of origins as browsers write them
 */
export function readAllowedOrigins(value: unknown, option: string): readonly string[] | undefined {
  if (value === undefined) return undefined;
  if (Array.isArray(value) && value.length > 0 && value.every(isOrigin)) {
    return Object.freeze([...value]);
  }
  const right = "a non-empty array of origins such as 'https://app.example', without a path";
  throw new ConfigurationError(
    option,
    Array.isArray(value) ? 'others' : `a ${typeof value}`,
    right,
  );
}

function isOrigin(value: unknown): value is string {
  if (typeof value !== 'string' || !URL.canParse(value)) return false;
  const { origin, protocol } = new URL(value);
  return origin === value && /^https?:$/.test(protocol);
}

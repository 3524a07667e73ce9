/** Why a fetch of keys or metadata brought nothing, in a closed union: for errors and events. */

/**
 * What failed:
 * - `timeout`: it was not over in its time;
 * - `network`: there was no answer, or the end of it never came; also whatever a `fetch` or client of the user throws;
 * - `status`: the answer was neither 200 nor 304, a redirect for one;
 * - `too-large`: its body was over the bound;
 * - `not-jwks`: its body is not a JWK Set, or has more than 100 keys;
 * - `not-metadata`: its body is not metadata with the address of the keys, or leaves no algorithm;
 * - `other-issuer`: the metadata is another issuer's.
 */
export type FetchFailure =
  'timeout' | 'network' | 'status' | 'too-large' | 'not-jwks' | 'not-metadata' | 'other-issuer';

/** What a server said with an answer that was not taken. */
export interface RefusedAnswer {
  /** The HTTP status. */
  readonly status?: number;
  /** Seconds after which the server asked to be asked again. */
  readonly retryAfter?: number | undefined;
}

/** An answer that was not taken. Its message holds nothing that the server wrote but another issuer, quoted and cut. */
export class FetchRefusedError extends Error {
  override readonly name = 'FetchRefusedError';
  readonly failure: FetchFailure;
  readonly status: number | undefined;
  readonly retryAfter: number | undefined;

  constructor(
    failure: FetchFailure,
    message: string,
    { status, retryAfter }: RefusedAnswer = {},
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.failure = failure;
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

/**
 * A fetch that brought nothing, with the address that was asked. Its message says what failed, where and why, without
 * the query of the address, which may hold a key, and without what the server wrote.
 */
export class FetchFailedError extends Error {
  override readonly name = 'FetchFailedError';
  /** Scheme, host and path of what was asked last. */
  readonly address: string;
  readonly failure: FetchFailure;
  readonly status: number | undefined;
  readonly retryAfter: number | undefined;

  /** @param what what was asked for, such as `the JWKS` */
  constructor(what: string, url: URL, cause: unknown) {
    const address = addressOf(url);
    super(`${what} at ${address} is unavailable: ${reasonOf(cause)}`, { cause });
    this.address = address;
    this.failure = failureOf(cause);
    const { status, retryAfter } = cause instanceof FetchRefusedError ? cause : NO_ANSWER;
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

const NO_ANSWER = { status: undefined, retryAfter: undefined };

/** Waits for a fetch; gives its error the address. */
export async function fetchingFrom<T>(what: string, url: URL, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw failedFetch(what, url, error);
  }
}

/** Converts an error to a FetchFailedError, unless it is one already. */
export function failedFetch(what: string, url: URL, error: unknown): FetchFailedError {
  return error instanceof FetchFailedError ? error : new FetchFailedError(what, url, error);
}

const MOST_ADDRESS_CHARACTERS = 200;

/** An address for people, bounded: a `jwks_uri` is as long as a server likes. */
function addressOf({ origin, pathname }: URL): string {
  return `${origin}${pathname}`.slice(0, MOST_ADDRESS_CHARACTERS);
}

/** Why, in words of ours and codes of the platform. */
function reasonOf(cause: unknown): string {
  if (cause instanceof FetchRefusedError) return cause.message;
  if (failureOf(cause) === 'timeout') return 'no whole answer in time';
  const code = codeOf(cause) ?? codeOf((cause as Error | undefined)?.cause);
  return code === undefined ? 'a network error' : `a network error, ${code}`;
}

/** What the platform calls an error: `ECONNREFUSED`, `CERT_HAS_EXPIRED`. `fetch` has it on the cause of its own. */
function codeOf(error: unknown): string | undefined {
  const { code } = (error ?? {}) as { readonly code?: unknown };
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{2,63}$/.test(code) ? code : undefined;
}

/** What kind of failure an error is. */
export function failureOf(error: unknown): FetchFailure {
  if (error instanceof FetchRefusedError) return error.failure;
  return error instanceof DOMException && error.name === 'TimeoutError' ? 'timeout' : 'network';
}

/** One GET with bounds on everything a server decides: time, bytes, redirects, status. */

/** Bounds and identity of a request. */
export interface BoundedFetchOptions {
  /** Milliseconds for connecting, headers and body together. */
  readonly timeoutMs: number;
  /** Bytes of the body after decompression. */
  readonly maxBytes: number;
  /** The `ETag` of the copy at hand, to be told "not modified". */
  readonly etag?: string | undefined;
  /** Ends the request early. */
  readonly signal?: AbortSignal;
  /** Default: the global `fetch`. */
  readonly fetch?: typeof fetch;
}

/** An answer within bounds. */
export interface BoundedAnswer {
  readonly status: 200 | 304;
  readonly headers: Headers;
  /** Empty with 304. */
  readonly body: Buffer;
}

/** Why an answer was not taken; `retryAfter` in seconds where the server asked for it. */
export class FetchRefusedError extends Error {
  override readonly name = 'FetchRefusedError';
  readonly retryAfter: number | undefined;

  constructor(message: string, retryAfter?: number) {
    super(message);
    this.retryAfter = retryAfter;
  }
}

/**
 * Fetches an address.
 *
 * @throws FetchRefusedError for any status but 200 and 304 (a redirect is not followed) and for a body over the
 *   cap; whatever `fetch` throws for network errors and time-outs
 */
export async function boundedFetch(url: URL, options: BoundedFetchOptions): Promise<BoundedAnswer> {
  const abort = new AbortController();
  const ends = [AbortSignal.timeout(options.timeoutMs)];
  if (options.signal) ends.push(options.signal);
  const end = AbortSignal.any(ends);
  // A `fetch` of the user's own may not listen to its signal: nobody waits for it all the same.
  return Promise.race([
    get(url, options, abort, AbortSignal.any([abort.signal, end])),
    rejectedBy(end),
  ]);
}

function rejectedBy(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const end = () => reject(signal.reason as Error);
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}

async function get(
  url: URL,
  { maxBytes, etag, fetch: fetcher = fetch }: BoundedFetchOptions,
  abort: AbortController,
  signal: AbortSignal,
): Promise<BoundedAnswer> {
  const response = await fetcher(url, {
    redirect: 'manual',
    credentials: 'omit',
    headers: {
      accept: 'application/jwk-set+json, application/json',
      ...(etag === undefined ? {} : { 'if-none-match': etag }),
    },
    signal,
  });
  const { status, headers } = response;
  if (status === 200) return { status, headers, body: await readAtMost(response, maxBytes, abort) };
  abort.abort(); // the body of a refusal is not read
  if (status === 304 && etag !== undefined) return { status, headers, body: Buffer.alloc(0) };
  throw new FetchRefusedError(`status ${status}`, retryAfterSeconds(headers));
}

async function readAtMost(
  response: Response,
  maxBytes: number,
  abort: AbortController,
): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > maxBytes) {
      abort.abort();
      throw new FetchRefusedError(`a body of over ${maxBytes} bytes`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function retryAfterSeconds(headers: Headers): number | undefined {
  const text = headers.get('retry-after') ?? '';
  return /^\d{1,6}$/.test(text) ? Number(text) : undefined;
}

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
  const { timeoutMs, maxBytes, etag, fetch: fetcher = fetch } = options;
  const abort = new AbortController();
  const signals = [abort.signal, AbortSignal.timeout(timeoutMs)];
  if (options.signal) signals.push(options.signal);
  const response = await fetcher(url, {
    redirect: 'manual',
    credentials: 'omit',
    headers: {
      accept: 'application/jwk-set+json, application/json',
      ...(etag === undefined ? {} : { 'if-none-match': etag }),
    },
    signal: AbortSignal.any(signals),
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

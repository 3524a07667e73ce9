/** One GET with bounds on everything a server decides: time, bytes, redirects, status. */
import { unreferencedTimeout, type Scheduler } from '../time/scheduler.js';
import { FetchRefusedError } from './fetch-failure.js';
import { retryAfterSeconds } from './response-times.js';

/** Bounds and identity of a request. Its time is for connecting, headers and body together. */
export interface BoundedFetchOptions extends TimeBounds {
  /** Bytes of the body after decompression. */
  readonly maxBytes: number;
  /** `ETag` of the cached copy, for a "not modified" response. */
  readonly etag?: string | undefined;
  /** Asks for the whole of it, past whatever caches are on the way (RFC 9111 §5.2.1.4). */
  readonly afresh?: boolean;
  /** The media types that are asked for; whatever comes is judged by what it holds. Default: JSON. */
  readonly accept?: string;
  /** Default: the global `fetch`. */
  readonly fetch?: typeof fetch | undefined;
}

/** An answer within bounds. */
export interface BoundedAnswer {
  readonly status: 200 | 304;
  readonly headers: Headers;
  /** Empty with 304. */
  readonly body: Buffer;
}

/** How long something may take. */
export interface TimeBounds {
  /** Milliseconds in all. */
  readonly timeoutMs: number;
  /** Ends it early. */
  readonly signal?: AbortSignal;
  /** Default: a timer that does not keep the process alive. */
  readonly scheduler?: Scheduler;
}

/**
 * Fetches an address.
 *
 * @throws FetchRefusedError for any status but 200 and 304 (a redirect is not followed) and for a body over the
 *   cap; whatever `fetch` throws for network errors and time-outs
 */
export async function boundedFetch(url: URL, options: BoundedFetchOptions): Promise<BoundedAnswer> {
  return withinTime(options, (abort) => get(url, options, abort));
}

/**
 * Waits for some work, but not for longer than its time. Work of the user's own may not listen to the signal that
 * it is given: nobody waits for it all the same.
 *
 * @throws DOMException `TimeoutError` when its time is over; else what the work throws, or the signal's reason
 */
export async function withinTime<T>(
  bounds: TimeBounds,
  work: (abort: AbortController) => Promise<T>,
): Promise<T> {
  const abort = new AbortController();
  const end = endOf(bounds, abort);
  try {
    return await Promise.race([work(abort), end.reached]);
  } finally {
    end.forget();
  }
}

/**
 * The end of work that is not over by then: when its time is over, or its signal says so.
 *
 * The timer is one of our own. `AbortSignal.any` holds an `AbortSignal.timeout` so weakly that on Node 20 the garbage
 * collector takes it before it fires, and the request would never end.
 */
function endOf(
  { timeoutMs, signal, scheduler: after = unreferencedTimeout }: TimeBounds,
  abort: AbortController,
): { readonly reached: Promise<never>; readonly forget: () => void } {
  let end!: (reason: unknown) => void;
  const reached = new Promise<never>((_resolve, reject) => {
    end = (reason) => {
      reject(reason);
      abort.abort(reason);
    };
  });
  const cancel = after(timeoutMs, () => end(timeoutError()));
  const stop = () => end(signal?.reason);
  if (signal?.aborted) stop();
  signal?.addEventListener('abort', stop);
  const forget = () => {
    cancel();
    // Not by a signal of its own: the listener's would be kept for as long as the source lives.
    signal?.removeEventListener('abort', stop);
  };
  return { reached, forget };
}

function timeoutError(): DOMException {
  return new DOMException('the operation was aborted due to timeout', 'TimeoutError');
}

async function get(
  url: URL,
  {
    maxBytes,
    etag,
    afresh,
    accept = 'application/json',
    fetch: fetcher = fetch,
  }: BoundedFetchOptions,
  abort: AbortController,
): Promise<BoundedAnswer> {
  const response = await fetcher(url, {
    redirect: 'manual',
    credentials: 'omit',
    headers: {
      accept,
      ...(etag === undefined ? {} : { 'if-none-match': etag }),
      ...(afresh ? { 'cache-control': 'no-cache' } : {}),
    },
    signal: abort.signal,
  });
  const { status, headers } = response;
  if (response.redirected) {
    // A `fetch` of the user's own may have followed it all the same, to keys that are anybody's.
    abort.abort();
    throw new FetchRefusedError('status', 'a redirect, which was followed', { status });
  }
  if (status === 200) return { status, headers, body: await readAtMost(response, maxBytes, abort) };
  abort.abort(); // the body of a refusal is not read
  if (status === 304 && etag !== undefined) return { status, headers, body: Buffer.alloc(0) };
  throw new FetchRefusedError('status', `status ${status}`, {
    status,
    retryAfter: retryAfterSeconds(headers),
  });
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
      throw new FetchRefusedError('too-large', `a body of over ${maxBytes} bytes`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

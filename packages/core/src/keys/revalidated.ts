/** Fetches one document repeatedly, with the `ETag` of the cached copy. */
import { boundedFetch } from './bounded-fetch.js';
import type { KeyRequest } from './key-download.js';
import type { RemoteJwksSettings } from './remote-jwks.options.js';
import { freshnessMs } from './response-times.js';

/** A document, and how long its server says that it is fresh. */
export interface Fetched<T> {
  /** The very value of the answer before when the server says that it is not modified. */
  readonly value: T;
  /** What `Cache-Control` and `Age` say, in milliseconds. */
  readonly maxAgeMs: number | undefined;
}

/** How a document is asked for and read. */
export interface DocumentReader<T> {
  readonly accept: string;
  /** Reads a body; throws a FetchRefusedError for one that is not to be taken. */
  readonly read: (body: Buffer) => T;
}

/** One request: its time limit in milliseconds, and whether it ignores the cached copy. */
export interface DocumentRequest extends KeyRequest {
  readonly timeoutMs: number;
}

/** Bounds of each request. */
export type RequestSettings = Pick<RemoteJwksSettings, 'maxBytes' | 'fetch'>;

/** Fetches one document from one address. */
export class Revalidated<T> {
  readonly #url: URL;
  readonly #reader: DocumentReader<T>;
  readonly #settings: RequestSettings;
  readonly #signal: AbortSignal;
  #etag: string | undefined;
  #last: Fetched<T> | undefined;

  /** @param signal ends what is under way, for good */
  constructor(url: URL, reader: DocumentReader<T>, settings: RequestSettings, signal: AbortSignal) {
    this.#url = url;
    this.#reader = reader;
    this.#settings = settings;
    this.#signal = signal;
  }

  get url(): URL {
    return this.#url;
  }

  /** @throws FetchRefusedError and network errors; the cached copy is kept */
  async fetch({ timeoutMs, afresh }: DocumentRequest): Promise<Fetched<T>> {
    const { accept, read } = this.#reader;
    const etag = afresh ? undefined : this.#etag;
    const options = { ...this.#settings, accept, timeoutMs, afresh, etag, signal: this.#signal };
    const { status, headers, body } = await boundedFetch(this.#url, options);
    const maxAgeMs = freshnessMs(headers);
    if (status === 304 && this.#last) {
      this.#last = { value: this.#last.value, maxAgeMs: maxAgeMs ?? this.#last.maxAgeMs };
      return this.#last;
    }
    this.#last = { value: read(body), maxAgeMs };
    this.#etag = headers.get('etag') ?? undefined;
    return this.#last;
  }
}

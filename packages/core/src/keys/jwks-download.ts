/** One download of a JWKS through a `JwksClient` of jwks-rsa, with our bounds and `ETag` revalidation. */
import jwksRsa, { type JwksClient } from 'jwks-rsa';
import { parseJsonObject } from '../encoding/strict-json.js';
import { isJwksDocument, type JwksDocument } from '../jwk/jwk.js';
import { boundedFetch, FetchRefusedError, type BoundedFetchOptions } from './bounded-fetch.js';

/** A good answer of the server. */
export interface JwksAnswer {
  /** The very document of the answer before when the server says that it is not modified. */
  readonly document: JwksDocument;
  /** What `Cache-Control` says of its freshness, in milliseconds. */
  readonly maxAgeMs: number | undefined;
}

/** Bounds of a download. */
export interface JwksDownloadSettings extends Pick<BoundedFetchOptions, 'timeoutMs' | 'maxBytes'> {
  readonly fetch: typeof fetch | undefined;
}

/** Downloads one JWKS, again and again. */
export class JwksDownload {
  readonly #client: JwksClient;
  readonly #get: (etag: string | undefined) => ReturnType<typeof boundedFetch>;
  #etag: string | undefined;
  #answer: JwksAnswer | undefined;

  constructor(url: URL, { timeoutMs, maxBytes, fetch }: JwksDownloadSettings, signal: AbortSignal) {
    this.#get = (etag) =>
      boundedFetch(url, {
        timeoutMs,
        maxBytes,
        etag,
        signal,
        ...(fetch === undefined ? {} : { fetch }),
      });
    this.#client = new jwksRsa.JwksClient({
      jwksUri: url.href,
      cache: false, // kept by RemoteJwks, under one policy
      rateLimit: false,
      fetcher: () => this.#fetchDocument(),
    });
  }

  /**
   * Fetches the document.
   *
   * @throws FetchRefusedError when the answer is not a JWK Set within bounds; network errors as they come
   */
  async fetch(): Promise<JwksAnswer> {
    await this.#client.getKeys();
    if (!this.#answer) throw new FetchRefusedError('no answer');
    return this.#answer;
  }

  async #fetchDocument(): Promise<JwksDocument> {
    const { status, headers, body } = await this.#get(this.#etag);
    const maxAgeMs = maxAge(headers);
    if (status === 304 && this.#answer) {
      this.#answer = { ...this.#answer, maxAgeMs: maxAgeMs ?? this.#answer.maxAgeMs };
      return this.#answer.document;
    }
    const document = parseJsonObject(body);
    if (!isJwksDocument(document)) throw new FetchRefusedError('the answer is not a JWK Set');
    this.#etag = headers.get('etag') ?? undefined;
    this.#answer = { document, maxAgeMs };
    return document;
  }
}

/** `max-age` of `Cache-Control` (RFC 9111 §5.2.2.1) in milliseconds; `no-store` and `no-cache` count as 0. */
function maxAge(headers: Headers): number | undefined {
  const text = headers.get('cache-control') ?? '';
  if (/(^|[\s,])no-(store|cache)\b/i.test(text)) return 0;
  const seconds = /(?:^|[\s,])max-age="?(\d{1,9})/i.exec(text)?.[1];
  return seconds === undefined ? undefined : Number(seconds) * 1000;
}

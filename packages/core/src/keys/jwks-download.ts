/** Downloads of a JWK Set: from its address, with our bounds; or through a client of the user's own. */
import jwksRsa from 'jwks-rsa';
import { parseJsonFile } from '../encoding/strict-json.js';
import type { JwksDocument } from '../jwk/jwk.js';
import { withinTime } from './bounded-fetch.js';
import { fetchingFrom } from './fetch-failure.js';
import {
  asJwksDocument,
  type KeyAnswer,
  type KeyDownload,
  type KeyRequest,
} from './key-download.js';
import type { JwksKeysClient, RemoteJwksSettings } from './remote-jwks.options.js';
import { Revalidated } from './revalidated.js';

const JWK_SET = {
  accept: 'application/jwk-set+json, application/json',
  read: (body: Buffer): JwksDocument => asJwksDocument(parseJsonFile(body)),
};

/** Bounds of one download. */
export type DownloadSettings = Pick<RemoteJwksSettings, 'timeoutMs' | 'maxBytes' | 'fetch'>;

/** Downloads one JWKS through a `JwksClient` of jwks-rsa that keeps nothing and limits nothing: we do. */
export class JwksDownload implements KeyDownload {
  readonly url: URL;
  readonly #settings: DownloadSettings;
  readonly #jwks: Revalidated<JwksDocument>;

  /** @param signal ends what is under way, for good */
  constructor(url: URL, settings: DownloadSettings, signal: AbortSignal) {
    this.url = url;
    this.#settings = settings;
    this.#jwks = new Revalidated(url, JWK_SET, settings, signal);
  }

  /** @param timeoutMs what is left, where this is not the whole of a fetch */
  async fetch(
    { afresh }: KeyRequest,
    timeoutMs: number = this.#settings.timeoutMs,
  ): Promise<KeyAnswer> {
    return fetchingFrom('the JWKS', this.url, async () => {
      const { value: document, maxAgeMs } = await this.#jwks.fetch({ timeoutMs, afresh });
      const fetcher = () => Promise.resolve(document);
      const options = { jwksUri: this.url.href, cache: false, rateLimit: false, fetcher };
      await new jwksRsa.JwksClient(options).getKeys();
      return { document, maxAgeMs };
    });
  }
}

/**
 * Downloads through a `JwksClient` of the user's own. Only the time of a fetch can be bounded, and the number of
 * keys: bytes, redirects, `ETag` and `Cache-Control` are between the client and the server.
 */
export class ClientDownload implements KeyDownload {
  readonly url: URL;
  readonly #client: JwksKeysClient;
  readonly #bounds: { readonly timeoutMs: number; readonly signal: AbortSignal };

  constructor(url: URL, client: JwksKeysClient, timeoutMs: number, signal: AbortSignal) {
    this.url = url;
    this.#client = client;
    this.#bounds = { timeoutMs, signal };
  }

  async fetch(): Promise<KeyAnswer> {
    return fetchingFrom('the JWKS', this.url, async () => {
      const keys = await withinTime(this.#bounds, async () => this.#client.getKeys());
      // A copy: a client may return a list that it changes later.
      return { document: structuredClone(asJwksDocument({ keys })), maxAgeMs: undefined };
    });
  }
}

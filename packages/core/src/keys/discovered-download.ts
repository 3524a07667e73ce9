/** Downloads the keys of an issuer from where its metadata says that they are. */
import type { Clock } from '../time/duration.js';
import { fetchingFrom, type FetchFailedError } from './fetch-failure.js';
import { JwksDownload } from './jwks-download.js';
import type { KeyAnswer, KeyDownload, KeyRequest } from './key-download.js';
import { metadataAddresses, readMetadata } from './provider-metadata.js';
import type { Discovery, ProviderMetadata } from './provider-metadata.js';
import { afterSuccess, COLD, type RefreshState } from './refresh-policy.js';
import type { RemoteJwksSettings } from './remote-jwks.options.js';
import { Revalidated, type Fetched } from './revalidated.js';

/** Cached metadata. */
interface KnownMetadata {
  readonly metadata: ProviderMetadata;
  /** How long it is fresh, and how long it is used while it can't be had again. */
  readonly times: Pick<RefreshState, 'freshUntil' | 'staleUntil'>;
}

/** What a download needs to know beside where to ask. */
export interface DiscoveryContext {
  readonly settings: RemoteJwksSettings;
  /** Whether the metadata says what keys may be for: for ID tokens, where the configuration does not. */
  readonly narrows: boolean;
  readonly clock: Clock;
  /** Ends what is under way, for good. */
  readonly signal: AbortSignal;
}

/**
 * Fetches metadata if it is no longer fresh, then the keys, within one time limit. Metadata is cached by its own `ETag` and
 * `Cache-Control`. After a failed fetch of the keys, metadata is fetched again: the address of the keys may have changed.
 */
export class DiscoveredDownload implements KeyDownload {
  readonly #context: DiscoveryContext;
  /** The one that answered last comes first. */
  #places: readonly Revalidated<ProviderMetadata>[];
  #known: KnownMetadata | undefined;
  #isDue = true;
  #jwks: { readonly address: string; readonly download: JwksDownload } | undefined;
  #url: URL;

  /** @throws ConfigurationError */
  constructor(discovery: Discovery, context: DiscoveryContext) {
    const { settings, signal, narrows } = context;
    this.#context = context;
    const { issuer } = discovery;
    const addresses = metadataAddresses(discovery);
    this.#places = addresses.map((address) => {
      const read = (body: Buffer) => readMetadata(body, { issuer, address, narrows });
      return new Revalidated(address, { accept: 'application/json', read }, settings, signal);
    });
    this.#url = addresses[0];
  }

  get url(): URL {
    return this.#url;
  }

  async fetch(request: KeyRequest): Promise<KeyAnswer> {
    const left = countdown(this.#context.settings.timeoutMs);
    const { metadata, setback } = await this.#metadata(request, left);
    try {
      const answer = await this.#downloadOf(metadata.jwksUri).fetch(request, left());
      return { ...answer, algorithms: metadata.algorithms, setback };
    } catch (error) {
      this.#isDue = true;
      throw error;
    }
  }

  /** Returns fresh metadata: cached or fetched. If the fetch fails, returns the cached metadata. */
  async #metadata(
    request: KeyRequest,
    left: () => number,
  ): Promise<{ metadata: ProviderMetadata; setback?: FetchFailedError }> {
    const known = this.#known;
    const now = this.#context.clock();
    if (known && !this.#isDue && now < known.times.freshUntil) return known;
    const isUsable = known !== undefined && now < known.times.staleUntil;
    try {
      // With cached metadata, its server must not use up the time for the keys.
      const { value, maxAgeMs } = await this.#ask(
        request,
        countdown(isUsable ? left() / 2 : left()),
      );
      this.#isDue = false;
      this.#known = this.#keep(value, maxAgeMs);
      return this.#known;
    } catch (error) {
      if (!isUsable) throw error;
      return { metadata: known.metadata, setback: error as FetchFailedError };
    }
  }

  #keep(metadata: ProviderMetadata, maxAgeMs: number | undefined): KnownMetadata {
    const now = this.#context.clock();
    const times = afterSuccess(COLD, this.#context.settings, { now, maxAgeMs, random: 0.5 });
    return { metadata, times };
  }

  /** Requests each address until one has metadata. Only "not found" leads to the next address. */
  async #ask({ afresh }: KeyRequest, left: () => number): Promise<Fetched<ProviderMetadata>> {
    const notFound: FetchFailedError[] = [];
    for (const place of this.#places) {
      this.#url = place.url;
      try {
        const answer = await fetchingFrom('the metadata', place.url, () =>
          place.fetch({ afresh, timeoutMs: left() }),
        );
        this.#places = [place, ...this.#places.filter((other) => other !== place)];
        return answer;
      } catch (error) {
        const failed = error as FetchFailedError; // nothing else is thrown
        if (failed.status !== 404) throw failed;
        notFound.push(failed);
      }
    }
    throw allOf(notFound);
  }

  #downloadOf(jwksUri: URL): JwksDownload {
    if (this.#jwks?.address !== jwksUri.href) {
      const { settings, signal } = this.#context;
      const download = new JwksDownload(jwksUri, settings, signal);
      this.#jwks = { address: jwksUri.href, download };
    }
    this.#url = this.#jwks.download.url;
    return this.#jwks.download;
  }
}

/** The last of some failures, with the messages of all. */
function allOf(failures: readonly FetchFailedError[]): FetchFailedError {
  const last = failures.at(-1) as FetchFailedError;
  last.message = failures.map(({ message }) => message).join('; ');
  return last;
}

/** How much of some milliseconds is left, by a clock that nobody sets. */
function countdown(milliseconds: number): () => number {
  const end = performance.now() + milliseconds;
  return () => Math.max(0, end - performance.now());
}

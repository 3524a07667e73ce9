/** What a fetch of an issuer's keys is, wherever they come from. */
import type { Algorithm } from '../jws/algorithms.js';
import { MAX_JWKS_KEYS } from '../jwk/import-jwks.js';
import { isJwksDocument, type JwksDocument } from '../jwk/jwk.js';
import { FetchRefusedError, type FetchFailedError } from './fetch-failure.js';

/** A good answer. */
export interface KeyAnswer {
  /** The very document of the answer before when the server says that it is not modified. */
  readonly document: JwksDocument;
  /** What `Cache-Control` says of its freshness, in milliseconds. */
  readonly maxAgeMs: number | undefined;
  /** What its keys may be for, where the issuer's metadata narrows it. */
  readonly algorithms?: readonly Algorithm[] | undefined;
  /** What failed on the way and was got over: metadata that could not be had again. */
  readonly setback?: FetchFailedError | undefined;
}

/** How keys are asked for. */
export interface KeyRequest {
  /** Whether to ask for the whole of the keys, past `ETag` and caches: one of them may be wrong. */
  readonly afresh: boolean;
}

/** Fetches the keys of one issuer, again and again. */
export interface KeyDownload {
  /** What was asked last, for errors and events. */
  readonly url: URL;
  /**
   * Fetches once. The caller waits for the end of a fetch before it starts the next.
   *
   * @throws FetchFailedError with the address that was asked
   */
  fetch(request: KeyRequest): Promise<KeyAnswer>;
}

/**
 * Takes a value for a JWK Set.
 *
 * @throws FetchRefusedError for a document that is not a JWK Set, or has more than 100 keys
 */
export function asJwksDocument(value: unknown): JwksDocument {
  if (!isJwksDocument(value)) {
    throw new FetchRefusedError('not-jwks', 'the answer is not a JWK Set');
  }
  if (value.keys.length > MAX_JWKS_KEYS) {
    throw new FetchRefusedError('not-jwks', `a JWK Set of over ${MAX_JWKS_KEYS} keys`);
  }
  return value;
}

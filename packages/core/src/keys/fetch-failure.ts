/** Why a fetch of keys or metadata brought nothing, in a closed union: for errors and events. */

/**
 * What failed:
 * - `timeout`: it was not over in its time;
 * - `network`: there was no answer, or the end of it never came; also whatever a `fetch` or client of the user throws;
 * - `status`: the answer was neither 200 nor 304, a redirect for one;
 * - `too-large`: its body was over the bound;
 * - `not-jwks`: its body is no JWK Set, or one of over 100 keys;
 * - `not-metadata`: its body is no metadata that says where the keys are, or leaves no algorithm;
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

/** An answer that was not taken. Its message holds nothing that the server wrote. */
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

/** What kind of failure an error is. */
export function failureOf(error: unknown): FetchFailure {
  if (error instanceof FetchRefusedError) return error.failure;
  return error instanceof DOMException && error.name === 'TimeoutError' ? 'timeout' : 'network';
}

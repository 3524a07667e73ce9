import { answerOf, UNREACHABLE, type Answer } from './answer.js';

/** A request to the API, on the origin of the page. */
export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Starts with `/`. */
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: object;
  /** Sent as a bearer token (RFC 6750 §2.1). */
  readonly token?: string | undefined;
  /** False omits the refresh cookie. Default true. */
  readonly cookies?: boolean;
}

/** Sends a request to the API. Never rejects: without a response the status is 0. */
export async function ask({
  method,
  path,
  body,
  token,
  cookies = true,
}: ApiRequest): Promise<Answer> {
  const headers = {
    ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
    ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
  };
  try {
    return await answerOf(
      await fetch(path, {
        method,
        headers,
        body: body === undefined ? null : JSON.stringify(body),
        credentials: cookies ? 'same-origin' : 'omit',
        cache: 'no-cache',
      }),
    );
  } catch {
    return UNREACHABLE; // also for a token that is invalid in a header, which is not sent
  }
}

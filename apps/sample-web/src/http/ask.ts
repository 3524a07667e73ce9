import { answerOf, UNREACHABLE, type Answer } from './answer.js';

/** A request to the API, which is of the page's own origin. */
export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Begins with `/`. */
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: object;
  /** Sent as a bearer token (RFC 6750 §2.1). */
  readonly token?: string | undefined;
  /** False where the refresh cookie is not to come along. Default true. */
  readonly cookies?: boolean;
}

/** Asks the API. Never rejects: who can't be reached gives an answer of status 0. */
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
    return UNREACHABLE; // a token that no header can hold ends here too, before it is sent
  }
}

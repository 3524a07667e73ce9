/** A response of the API. */
export interface Answer {
  /** HTTP status; 0 without a response. */
  readonly status: number;
  /** `WWW-Authenticate` (RFC 9110 §11.6.1). */
  readonly challenge: string | undefined;
  /** `Retry-After`, in seconds. */
  readonly retryAfter: number | undefined;
  /** The parsed JSON body, or its text. */
  readonly body: unknown;
}

/** Stands in for the response of an unavailable server. */
export const UNREACHABLE: Answer = Object.freeze({
  status: 0,
  challenge: undefined,
  retryAfter: undefined,
  body: undefined,
});

/** Whether the status is 2xx. */
export function isSuccess({ status }: Pick<Answer, 'status'>): boolean {
  return status >= 200 && status < 300;
}

/** Returns the body of a successful response; undefined after an error and while loading. */
export function bodyOf(answer: Answer | undefined): unknown {
  return answer && isSuccess(answer) ? answer.body : undefined;
}

/** Reads a whole response. */
export async function answerOf(response: Response): Promise<Answer> {
  const seconds = response.headers.get('Retry-After') ?? '';
  return {
    status: response.status,
    challenge: response.headers.get('WWW-Authenticate') ?? undefined,
    retryAfter: /^\d{1,9}$/.test(seconds) ? Number(seconds) : undefined,
    body: parsed(await response.text()),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

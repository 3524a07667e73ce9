/** What a server answered, as the page shows and judges it. */
export interface Answer {
  /** The HTTP status; 0 where no answer came. */
  readonly status: number;
  /** `WWW-Authenticate` (RFC 9110 §11.6.1). */
  readonly challenge: string | undefined;
  /** `Retry-After`, in seconds. */
  readonly retryAfter: number | undefined;
  /** The body: what its JSON says, or its text. */
  readonly body: unknown;
}

/** The answer of a server that could not be reached. */
export const UNREACHABLE: Answer = Object.freeze({
  status: 0,
  challenge: undefined,
  retryAfter: undefined,
  body: undefined,
});

/** Whether the server did what it was asked. */
export function isSuccess({ status }: Pick<Answer, 'status'>): boolean {
  return status >= 200 && status < 300;
}

/** Reads a response to its end. */
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

import type { Answer } from './http-client.js';
import type { Sample } from './sample.js';

/** What a client holds of a session. */
export interface Tokens {
  readonly access: string;
  readonly refresh: string;
}

/** The tokens of a token response; what the API must not log. */
export function tokensOf(api: Sample, answer: Answer): Tokens {
  const { access_token: access, refresh_token: refresh } = answer.json() as Record<string, unknown>;
  if (typeof access !== 'string' || typeof refresh !== 'string') {
    throw new Error(`no tokens in ${answer.status} ${answer.body}`);
  }
  api.sent.add(access).add(refresh);
  return { access, refresh };
}

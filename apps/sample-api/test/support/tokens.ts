import type { Answer } from './http-client.js';
import type { Sample } from './sample.js';

/** Tokens of a session. */
export interface Tokens {
  readonly access: string;
  readonly refresh: string;
}

/** Returns the tokens of a token response, and records them as sent. */
export function tokensOf(api: Sample, answer: Answer): Tokens {
  const { access_token: access, refresh_token: refresh } = answer.json() as Record<string, unknown>;
  if (typeof access !== 'string' || typeof refresh !== 'string') {
    throw new Error(`no tokens in ${answer.status} ${answer.body}`);
  }
  api.sent.add(access).add(refresh);
  return { access, refresh };
}

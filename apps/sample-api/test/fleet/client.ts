/** A client of several processes, as behind a load balancer: round-robin, skipping processes that do not answer. */
import type { Member } from './fleet.js';

/** A request. */
export interface Ask {
  readonly path: string;
  readonly token?: string;
  /** Makes it a POST. */
  readonly json?: unknown;
}

/** A response. */
export interface Told {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Sends a request to one process. Rejects without a response. */
export async function ask(address: string, { path, token, json }: Ask): Promise<Told> {
  const answer = await fetch(address + path, {
    method: json === undefined ? 'GET' : 'POST',
    headers: {
      ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
      ...(json === undefined ? {} : { 'Content-Type': 'application/json' }),
    },
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
  });
  const text = await answer.text();
  return {
    status: answer.status,
    retryAfter: answer.headers.get('retry-after'),
    body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
  };
}

/** Sends requests to the processes in turn. */
export class RoundRobin {
  #next = 0;
  /** How often a process was skipped because it did not answer. */
  passedOver = 0;

  constructor(private readonly members: readonly Member[]) {}

  async ask(request: Ask): Promise<Told> {
    for (let tries = 0; tries < 2 * this.members.length; tries++) {
      const { address } = this.members[this.#next++ % this.members.length] ?? {};
      if (address === undefined) continue;
      try {
        return await ask(address, request);
      } catch {
        this.passedOver += 1;
      }
    }
    throw new Error('no process answers');
  }
}

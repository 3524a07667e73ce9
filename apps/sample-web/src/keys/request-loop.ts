/** Requests one after the other, counted: what a client of the API notices of a rotation. */
import { isSuccess, type Answer } from '../http/answer.js';
import { decodePart, segmentsOf } from '../token/decode.js';

/** What became of the requests so far. */
export interface Count {
  readonly sent: number;
  readonly failed: number;
  /** By the ID of the key that had signed the token. */
  readonly byKey: ReadonlyMap<string, number>;
}

/** Nothing yet. */
export const NO_REQUESTS: Count = { sent: 0, failed: 0, byKey: new Map() };

/** What the loop reaches. */
export interface LoopPorts {
  /** One request with the access token. */
  readonly request: () => Promise<Answer>;
  readonly refresh: () => Promise<void>;
  readonly accessToken: () => string | undefined;
  /** Waits between requests; false ends the loop. */
  readonly next: () => Promise<boolean>;
  readonly show: (count: Count) => void;
}

/** So often the token is taken for a new one, so that the key that signs now is soon among those that are used. */
const REFRESH_EVERY = 25;

/** Sends until it is told to end. */
export async function countRequests(ports: LoopPorts): Promise<void> {
  let count = NO_REQUESTS;
  do {
    if (count.sent % REFRESH_EVERY === REFRESH_EVERY - 1) await ports.refresh();
    const kid = kidOf(ports.accessToken());
    count = counted(count, kid, await ports.request());
    ports.show(count);
  } while (await ports.next());
}

function counted({ sent, failed, byKey }: Count, kid: string, answer: Answer): Count {
  return {
    sent: sent + 1,
    failed: failed + (isSuccess(answer) ? 0 : 1),
    byKey: new Map(byKey).set(kid, (byKey.get(kid) ?? 0) + 1),
  };
}

function kidOf(token: string | undefined): string {
  const kid = decodePart(segmentsOf(token ?? '').header).json?.['kid'];
  return typeof kid === 'string' ? kid : 'no key';
}

/** Sends requests one after the other and counts them, to show what a client notices of a rotation. */
import { isSuccess, type Answer } from '../http/answer.js';
import { decodePart, segmentsOf } from '../token/decode.js';

/** The counts so far. */
export interface Count {
  readonly sent: number;
  readonly failed: number;
  /** Requests by the `kid` of their token. */
  readonly byKey: ReadonlyMap<string, number>;
}

/** The counts at the start. */
export const NO_REQUESTS: Count = { sent: 0, failed: 0, byKey: new Map() };

/** Dependencies of the loop. */
export interface LoopPorts {
  /** Sends a request with the access token. */
  readonly request: () => Promise<Answer>;
  readonly refresh: () => Promise<void>;
  readonly accessToken: () => string | undefined;
  /** Waits between requests; false ends the loop. */
  readonly next: () => Promise<boolean>;
  readonly show: (count: Count) => void;
}

/** Requests between two refreshes, so that the new signing key is soon used. */
const REFRESH_EVERY = 25;

/** Sends requests until `next` returns false. */
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

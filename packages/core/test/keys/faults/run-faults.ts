/** Runs one fault at one moment, with a real server, real tokens and a manual clock. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { createVerifier, KeysUnavailableError, type KeySource } from '../../../src/index.js';
import type { KeyEvent } from '../../../src/keys/index.js';
import { jwks } from '../../support/jwks-server.js';
import { keyOf, withKid } from '../../support/keys.js';
import { openRemote, published, until, type Remote } from '../../support/remote.js';
import { AUDIENCE, ISSUER, mint, NOW } from '../../support/tokens.js';
import { errorOf } from '../../support/verdict.js';
import { FAULTS, MOMENTS, type Fault, type Moment, type Outcome } from './faults.js';

/**
 * Seconds between the last good answer and each moment. By default keys are fresh for 600 s and used for 4200
 * s.
 */
const AGE: Readonly<Record<Exclude<Moment, 'cold'>, number>> = {
  warm: 480,
  stale: 600,
  spent: 4200,
};
const OVER = ['portcullis:jwks:fetched', 'portcullis:jwks:failed'] as const;

/** The result of each fault, at each moment. */
export type FaultTable = ReadonlyMap<string, ReadonlyMap<Moment, Outcome>>;

/**
 * Runs every fault at every moment. Faults that use the whole time limit run in parallel, the others one by
 * one, so that no other fault waits that long.
 */
export async function runFaults(): Promise<FaultTable> {
  const table = new Map<string, Map<Moment, Outcome>>();
  const run = async ([name, fault]: [string, Fault], moment: Moment): Promise<void> => {
    const outcomes = table.get(name) ?? new Map<Moment, Outcome>();
    table.set(name, outcomes.set(moment, await runFault(fault, moment)));
  };
  const [slow, quick] = [true, false].map((isSlow) =>
    Object.entries(FAULTS).filter(([, { timeout }]) => (timeout !== undefined) === isSlow),
  ) as [[string, Fault][], [string, Fault][]];
  for (const moment of MOMENTS) {
    for (const fault of quick) await run(fault, moment);
    await Promise.all(slow.map((fault) => run(fault, moment)));
  }
  return table;
}

async function runFault({ answer, timeout = 30 }: Fault, moment: Moment): Promise<Outcome> {
  const remote = await openRemote(jwks([published('a')]), { timeout });
  const { server, clock, source } = remote;
  if (moment !== 'cold') {
    await source.warmUp();
    clock.advance(AGE[moment]);
  }
  const before = server.count;
  server.answer = answer();
  const seen = observe(new URL(server.uri).host);
  const first = await sendTen(remote);
  await until(() => seen.failures.length > 0); // maybe no token waited for it
  const second = await sendTen(remote);
  seen.stop();
  const [tokens, ...others] = new Set([...first.results, ...second.results]);
  if (tokens === undefined || others.length > 0) throw new Error(`not all alike: ${others.join()}`);
  return {
    tokens,
    fetches: server.count - before,
    wait: first.waited ? waitedFor(seen.failures) : 'nothing',
    keys: source.state(),
  };
}

/** How each fetch of a server ended: `undefined` for a good one. */
function observe(host: string) {
  const failures: (string | undefined)[] = [];
  const listen = (event: unknown): void => {
    const { host: at, failure } = event as KeyEvent & { readonly failure?: string };
    if (at === host) failures.push(failure);
  };
  for (const name of OVER) subscribe(name, listen);
  const stop = () => OVER.forEach((name) => unsubscribe(name, listen));
  return { failures, stop };
}

function waitedFor(failures: readonly (string | undefined)[]): Outcome['wait'] {
  return failures.includes('timeout') ? 'the timeout' : 'the answer';
}

/** Ten different tokens at once, so that the cache answers for no token. */
async function sendTen({ source, clock }: Remote) {
  let waited = false;
  const keys: KeySource = {
    find: (header) => {
      const found = source.find(header);
      waited ||= found instanceof Promise;
      return found;
    },
  };
  const verifier = createVerifier({ issuer: ISSUER, audience: AUDIENCE, clock: clock.now, keys });
  const results = await Promise.all(
    Array.from({ length: 10 }, () => tokenOf(() => verifier.verify(token()))),
  );
  return { results, waited };
}

async function tokenOf(verify: () => unknown): Promise<Outcome['tokens']> {
  const error = await errorOf(verify);
  if (error === undefined) return 'accepted';
  if (!(error instanceof KeysUnavailableError)) throw error;
  return `503, Retry-After: ${error.retryAfter}`;
}

function token(): string {
  return mint(withKid(keyOf('ES256'), 'a'), { claims: { exp: NOW + 9000 } });
}

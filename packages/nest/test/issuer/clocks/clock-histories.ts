/** Many histories of processes whose clocks differ, and their counts. */
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { SigningKey, type RevocationStore, type SessionStore } from '@portcullis/issuer';
import { MemoryRevocationStore, MemorySessionStore } from '@portcullis/nest/issuer';
import { ClockWorld, KINDS, type ClockCounts, type ClockWorldOptions } from './clock-world.js';

const TEN_MINUTES = 600_000;
const START = 1_800_000_000_400;
const key = await SigningKey.generate('ES256');

const ahead = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: -TEN_MINUTES, max: TEN_MINUTES }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      -TEN_MINUTES,
      -2000,
      -1001,
      0,
      999,
      1000,
      1001,
      2000,
      5001,
      TEN_MINUTES,
    ),
  },
);
const step = fc.record({
  kind: fc.constantFrom(...KINDS, 'issue', 'issue', 'client', 'sign-in', 'sign-in', 'wait'),
  who: fc.nat(2),
  by: fc.nat(2),
  ms: fc.oneof(fc.nat(3000), fc.nat(TEN_MINUTES)),
});
const history = fc.record({
  ahead: fc.tuple(ahead, ahead, ahead),
  storeAhead: ahead,
  expiresIn: fc.constantFrom(60, 300, 900),
  steps: fc.array(step, { minLength: 3, maxLength: 14 }),
});

/** The sum over histories. */
export type ClockFigures = ClockCounts & { readonly histories: number };

/** How a history is played on a store. */
interface Played {
  readonly runs: number;
  /** To see a run again. Default: fast-check's choice. */
  readonly seed?: number | undefined;
  /** Wraps the store of the processes, to check that a history notices a fault in it. */
  readonly spoil?: (store: RevocationStore) => RevocationStore;
}

async function play(
  { runs, seed, spoil }: Played,
  optionsOf: (
    storeAhead: number,
  ) => Pick<ClockWorldOptions, 'revocations' | 'sessions' | 'time' | 'storeAhead'>,
): Promise<ClockFigures> {
  const sum = {
    histories: 0,
    issued: 0,
    revoked: 0,
    judged: 0,
    accepted: 0,
    survived: 0,
    lockedOut: 0,
  };
  const property = fc.asyncProperty(history, async ({ storeAhead, steps, ...given }) => {
    const subject = `user-${randomUUID()}`;
    const counts = await ClockWorld.play(
      { ...given, ...optionsOf(storeAhead), subject, key },
      steps,
    );
    sum.histories++;
    for (const name of Object.keys(counts) as (keyof ClockCounts)[]) sum[name] += counts[name];
    return spoil !== undefined || counts.accepted + counts.survived + counts.lockedOut === 0;
  });
  await fc.assert(property, { numRuns: runs, ...(seed === undefined ? {} : { seed }) });
  return sum;
}

/** On memory, where the test makes the time pass. */
export function playOnMemory(played: Played): Promise<ClockFigures> {
  const { spoil = (store: RevocationStore) => store } = played;
  return play(played, (storeAhead) => {
    let now = START;
    const revocations = new MemoryRevocationStore({ clock: () => now + storeAhead });
    const time = { now: () => now, pass: (ms: number) => void (now += ms) };
    return {
      revocations: spoil(revocations),
      sessions: new MemorySessionStore(),
      time,
      storeAhead,
    };
  });
}

/** On a server, whose clock is the true time. */
export function playOnServer(
  revocations: RevocationStore,
  sessions: SessionStore,
  played: Played,
): Promise<ClockFigures> {
  const time = { now: Date.now };
  return play(played, () => ({ revocations, sessions, time, storeAhead: 0 }));
}

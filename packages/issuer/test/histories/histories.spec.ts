/** Ten thousand histories of a key ring. A planner with a planted fault fails them. */
import { World, type Outcome, type Spoil } from './world.js';

const HISTORIES = 10_000;

interface Sum {
  faults: string[];
  signed: number;
  verified: number;
  rotations: number;
  killed: number;
}

function live(histories: number, spoil?: Spoil): Sum {
  const sum: Sum = { faults: [], signed: 0, verified: 0, rotations: 0, killed: 0 };
  for (let seed = 1; seed <= histories; seed++) {
    const outcome: Outcome = new World(seed, spoil).run();
    sum.faults.push(...outcome.faults.map((fault) => `${fault} (seed ${seed})`));
    sum.signed += outcome.signed;
    sum.verified += outcome.verified;
    sum.rotations += outcome.rotations;
    sum.killed += outcome.killed;
  }
  return sum;
}

/** Asserts that one of the histories detects the fault. */
function expectNoticed(spoil: Spoil): void {
  for (let seed = 1; seed <= HISTORIES / 5; seed++) {
    if (new World(seed, spoil).run().faults.length > 0) return;
  }
  throw new Error('no history noticed it');
}

describe(`${HISTORIES} histories`, () => {
  it('reject no good token, and accept no killed key', () => {
    const { faults, ...counts } = live(HISTORIES);
    expect(faults).toEqual([]);
    // The histories have events: on average, each of them has some.
    for (const count of Object.values(counts)) expect(count).toBeGreaterThan(HISTORIES);
  });

  it('detect a key that signs before caches have it', () => {
    expectNoticed((settings) => ({ ...settings, jwksMaxAgeMs: 0 }));
  });

  it('detect a key that is removed before its last token has expired', () => {
    expectNoticed((settings) => ({ ...settings, longestTokenMs: 0 }));
  });
});

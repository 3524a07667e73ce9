/** Ten thousand histories of a key ring, and that a planner with a fault in it does not live through them. */
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

/** One of the histories comes upon it. */
function expectNoticed(spoil: Spoil): void {
  for (let seed = 1; seed <= HISTORIES / 5; seed++) {
    if (new World(seed, spoil).run().faults.length > 0) return;
  }
  throw new Error('no history noticed it');
}

describe(`${HISTORIES} histories`, () => {
  it('refuse no good token, and accept no killed key', () => {
    const { faults, ...counts } = live(HISTORIES);
    expect(faults).toEqual([]);
    // Were they eventful? Each of them, on average.
    for (const count of Object.values(counts)) expect(count).toBeGreaterThan(HISTORIES);
  });

  it('notice a key that signs before caches have it', () => {
    expectNoticed((settings) => ({ ...settings, jwksMaxAgeMs: 0 }));
  });

  it('notice a key that goes before its last token has expired', () => {
    expectNoticed((settings) => ({ ...settings, longestTokenMs: 0 }));
  });
});

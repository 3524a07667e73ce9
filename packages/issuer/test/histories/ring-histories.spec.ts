/**
 * Histories of the real rings. Rings with wrong options fail them. PORTCULLIS_HISTORIES sets the number; `npm
 * run test:deep -- ring-histories` runs 10,000.
 */
import type { RingOutcome, Spoilt } from './ring-history.js';
import { RingWorld } from './ring-world.js';

const HISTORIES = Number(process.env['PORTCULLIS_HISTORIES'] ?? 40);

async function live(histories: number, spoilt?: Spoilt) {
  const faults: string[] = [];
  const sum = {
    signed: 0,
    verified: 0,
    rotations: 0,
    killed: 0,
    closed: 0,
    losses: 0,
    refusedAfterLoss: 0,
  };
  for (let seed = 1; seed <= histories; seed++) {
    const outcome: RingOutcome = await new RingWorld(seed, spoilt).run();
    faults.push(...outcome.faults.map((fault) => `${fault} (seed ${seed})`));
    for (const name of Object.keys(sum) as (keyof typeof sum)[]) sum[name] += outcome[name];
  }
  return { faults, ...sum };
}

/** Asserts that one of the histories detects the fault. */
async function expectNoticed(spoilt: Spoilt): Promise<void> {
  for (let seed = 1; seed <= 40; seed++) {
    if ((await new RingWorld(seed, spoilt).run()).faults.length > 0) return;
  }
  throw new Error('no history noticed it');
}

describe(`${HISTORIES} histories of real rings`, () => {
  it('reject no good token, and accept no killed key', async () => {
    const { faults, ...counts } = await live(HISTORIES);
    expect(faults).toEqual([]);
    process.stdout.write(`${HISTORIES} histories of key rings: ${JSON.stringify(counts)}\n`);
    const { refusedAfterLoss, ...acts } = counts;
    expect(refusedAfterLoss).toBeGreaterThan(0);
    for (const count of Object.values(acts)) expect(count).toBeGreaterThan(HISTORIES / 2);
  });

  it('detect verifiers that cache a JWKS for longer than its max-age', () =>
    expectNoticed({ verifiersKeep: 6 * 3600 }));

  it('detect the effect of a store that lost its keys until every process has read it', () =>
    expectNoticed({ feelsNoLoss: true }));

  it('detect tokens that live longer than longestToken', () => expectNoticed({ tokensLive: 20 }));
});

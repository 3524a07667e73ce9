/**
 * Histories of the rings that ship, and that rings which are opened wrongly do not live through them.
 * PORTCULLIS_HISTORIES sets how many; `npm run test:deep -- ring-histories` lives through 10,000.
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

/** One of the histories comes upon it. */
async function expectNoticed(spoilt: Spoilt): Promise<void> {
  for (let seed = 1; seed <= 40; seed++) {
    if ((await new RingWorld(seed, spoilt).run()).faults.length > 0) return;
  }
  throw new Error('no history noticed it');
}

describe(`${HISTORIES} histories of real rings`, () => {
  it('refuse no good token, and accept no killed key', async () => {
    const { faults, ...counts } = await live(HISTORIES);
    expect(faults).toEqual([]);
    process.stdout.write(`${HISTORIES} histories of key rings: ${JSON.stringify(counts)}\n`);
    const { refusedAfterLoss, ...acts } = counts;
    expect(refusedAfterLoss).toBeGreaterThan(0);
    for (const count of Object.values(acts)) expect(count).toBeGreaterThan(HISTORIES / 2);
  });

  it('notice verifiers that keep a JWKS for longer than it says', () =>
    expectNoticed({ verifiersKeep: 6 * 3600 }));

  it('notice what a store that lost its keys costs until every process has looked', () =>
    expectNoticed({ feelsNoLoss: true }));

  it('notice tokens that live longer than the rings were told', () =>
    expectNoticed({ tokensLive: 20 }));
});

/**
 * Histories of the rings that ship, and that rings which are opened wrongly do not live through them.
 * PORTCULLIS_HISTORIES sets how many; `npm run test:deep -- ring-histories` lives through 10,000.
 */
import { RingWorld, type RingOutcome, type Spoilt } from './ring-world.js';

const HISTORIES = Number(process.env['PORTCULLIS_HISTORIES'] ?? 80);

async function live(histories: number, spoilt?: Spoilt) {
  const faults: string[] = [];
  const sum = { signed: 0, verified: 0, rotations: 0, killed: 0, closed: 0 };
  for (let seed = 1; seed <= histories; seed++) {
    const outcome: RingOutcome = await new RingWorld(seed, spoilt).run();
    faults.push(...outcome.faults.map((fault) => `${fault} (seed ${seed})`));
    for (const name of Object.keys(sum) as (keyof typeof sum)[]) sum[name] += outcome[name];
  }
  return { faults, ...sum };
}

describe(`${HISTORIES} histories of real rings`, () => {
  it('refuse no good token, and accept no killed key', async () => {
    const { faults, ...counts } = await live(HISTORIES);
    expect(faults).toEqual([]);
    for (const count of Object.values(counts)) expect(count).toBeGreaterThan(HISTORIES / 2);
  });

  it('notice verifiers that keep a JWKS for longer than it says', async () => {
    const { faults } = await live(40, { verifiersKeep: 6 * 3600 });
    expect(faults).not.toEqual([]);
  });

  it('notice tokens that live longer than the rings were told', async () => {
    const { faults } = await live(40, { tokensLive: 20 });
    expect(faults).not.toEqual([]);
  });
});

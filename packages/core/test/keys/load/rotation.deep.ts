/** `npm run test:keys:load`: 50,000 verifications over 20 rotations, without and with a flood of 500,000. */
import { say } from '../../deep/figures.js';
import { rotateUnderLoad, type RotationFigures } from './rotation-proof.js';

describe('while an issuer rotates 20 times and publishes keys ahead', () => {
  it('no good token is rejected, and rotations cost no fetch', async () => {
    const figures = await rotateUnderLoad({ rotations: 20, good: 50, flood: 0 });

    sayFigures('rotation', figures);
    expect(figures.good).toEqual({ accepted: 52_500 });
    expect(figures.fetches).toBe(1 + Math.floor((figures.seconds - 20) / 480));
  });

  it('neither in a flood of ten times as many random key IDs, which costs five fetches and then one in ten seconds', async () => {
    const figures = await rotateUnderLoad({ rotations: 20, good: 50, flood: 500 });

    sayFigures('rotation in a flood', figures);
    expect(figures.good).toEqual({ accepted: 52_500 });
    expect(figures.flood).toEqual({ ERR_KEY_NOT_FOUND: 525_000 });
    expect(figures.fetches).toBe(1 + 5 + (figures.seconds - 10) / 10);
  });
});

function sayFigures(name: string, { good, flood, fetches, seconds }: RotationFigures): void {
  const verdicts = `good ${JSON.stringify(good)}, flood ${JSON.stringify(flood)}`;
  say(`${name}: ${verdicts}, ${fetches} fetches in ${seconds} s of the issuer's time`);
}

/**
 * A tenth of the load over a fifth of the rotations (a tenth in the flood). `npm run test:keys:load` runs all
 * of it.
 */
import { rotateUnderLoad } from './rotation-proof.js';

describe('while an issuer rotates and publishes keys ahead', () => {
  it('no good token is rejected, and rotations cost no fetch', async () => {
    const figures = await rotateUnderLoad({ rotations: 4, good: 20, flood: 0 });

    expect(figures.good).toEqual({ accepted: 5000 });
    // One at the start, then one in every 480 s, which is 80 % of the max-age.
    expect(figures.fetches).toBe(1 + Math.floor((figures.seconds - 20) / 480));
  });

  it('neither in a flood of ten times as many random key IDs, which costs five fetches and then one in ten seconds', async () => {
    const figures = await rotateUnderLoad({ rotations: 2, good: 20, flood: 200 });

    expect(figures.good).toEqual({ accepted: 3000 });
    expect(figures.flood).toEqual({ ERR_KEY_NOT_FOUND: 30_000 });
    // One at the start, five at once, and one in each ten seconds after the first.
    expect(figures.fetches).toBe(1 + 5 + (figures.seconds - 10) / 10);
  }, 60_000);
});

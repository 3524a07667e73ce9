/**
 * Runs and seed of a property: 1,000 runs or `PORTCULLIS_RUNS`, with the seed in `PORTCULLIS_SEED`. By
 * default the seed is always the same, so that a test fails only because of a change. `npm run test:deep`
 * draws a new seed.
 */
const asked = Number(process.env['PORTCULLIS_RUNS'] ?? 1000);
const seed = Number(process.env['PORTCULLIS_SEED'] ?? 20261122) | 0;

/**
 * @param share for a slow property, its share of the runs
 */
export function runs(share = 1): { readonly numRuns: number; readonly seed: number } {
  return { numRuns: Math.max(1, Math.ceil(asked * share)), seed };
}

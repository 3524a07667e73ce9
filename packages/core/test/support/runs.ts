/**
 * How often a property is tried, and from where: 1,000 times or as `PORTCULLIS_RUNS` says, from the seed in
 * `PORTCULLIS_SEED`. Without it the seed is the same each time, so that a change fails for what it does itself;
 * `npm run test:deep` draws a new one.
 */
const asked = Number(process.env['PORTCULLIS_RUNS'] ?? 1000);
const seed = Number(process.env['PORTCULLIS_SEED'] ?? 20261122) | 0;

/**
 * @param share for a costly property, the part of the runs that it gets
 */
export function runs(share = 1): { readonly numRuns: number; readonly seed: number } {
  return { numRuns: Math.max(1, Math.ceil(asked * share)), seed };
}

/**
 * `npm run test:deep`: PORTCULLIS_MUTANTS (100,000) mutants for each algorithm, if the running Node has
 * ML-DSA.
 */
import { ML_DSA } from '../support/keys.js';
import { sizeFrom } from './figures.js';
import { sayMutants, tryMutants } from './mutant-proof.js';

const count = sizeFrom('PORTCULLIS_MUTANTS', 100_000);
const whereThereIsMlDsa = ML_DSA.length > 0 ? describe : describe.skip;

whereThereIsMlDsa('no mutant of a good token is accepted', () => {
  // By name, because `it.each` rejects an empty list and a skipped test should show its name.
  it.each(['ML-DSA-44', 'ML-DSA-65', 'ML-DSA-87'] as const)('with %s', async (kind) => {
    const figures = await tryMutants(kind, count);
    sayMutants(kind, figures);
    expect(figures.accepted).toEqual([]);
    expect(figures.tried).toBe(count);
  });
});

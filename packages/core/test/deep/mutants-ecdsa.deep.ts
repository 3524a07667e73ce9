/** `npm run test:deep`: PORTCULLIS_MUTANTS (100,000) mutants for each algorithm. */
import { ECDSA } from '../support/keys.js';
import { sizeFrom } from './figures.js';
import { sayMutants, tryMutants } from './mutant-proof.js';

const count = sizeFrom('PORTCULLIS_MUTANTS', 100_000);

describe('no mutant of a good token is accepted', () => {
  it.each(ECDSA)('with %s', async (kind) => {
    const figures = await tryMutants(kind, count);
    sayMutants(kind, figures);
    expect(figures.accepted).toEqual([]);
    expect(figures.tried).toBe(count);
  });
});

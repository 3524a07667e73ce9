/** The quick form of the mutants proof; `npm run test:deep` tries 100,000 for each algorithm. */
import { EVERY_KIND } from '../support/keys.js';
import { MUTATIONS } from './mutations.js';
import { tryMutants } from './mutant-proof.js';
import { Random } from './random.js';

describe('no mutant of a good token is accepted', () => {
  it.each(EVERY_KIND)(
    'with %s',
    async (kind) => {
      const figures = await tryMutants(kind, 300);
      expect(figures.accepted).toEqual([]);
      expect(figures.refused.get('ERR_SIGNATURE_INVALID')).toBeGreaterThan(10);
    },
    60_000,
  );

  it('and every mutation changes the token', () => {
    const random = new Random('each of them');
    const specimen = {
      token: 'eyJhIjoxfQ.eyJiIjoyfQ.c2lnbmF0dXJl',
      others: ['e30.e30.c2ln'],
      ecdsa: false,
    };
    for (const [name, mutation] of Object.entries(MUTATIONS)) {
      const mutants = Array.from({ length: 20 }, () => mutation(specimen, random));
      expect({ name, changes: mutants.some((mutant) => mutant !== specimen.token) }).toEqual({
        name,
        changes: true,
      });
    }
  });
});

describe('seeded choices', () => {
  it('are the same for the same seed, and differ for another', () => {
    const choices = (seed: string) => [...new Random(seed).bytes(16)];
    expect(choices('one')).toEqual(choices('one'));
    expect(choices('one')).not.toEqual(choices('two'));
  });

  it('cover their whole range', () => {
    const random = new Random('range');
    const seen = new Set(Array.from({ length: 2000 }, () => random.below(256)));
    expect(Math.min(...seen)).toBe(0);
    expect(Math.max(...seen)).toBe(255);
    expect(seen.size).toBe(256);
  });
});

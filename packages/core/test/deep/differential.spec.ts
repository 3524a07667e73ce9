/** The quick form of the comparison with peers; `npm run test:deep` takes 100,000 tokens. */
import { claimVariations } from './claim-variations.js';
import { compare } from './differential-proof.js';
import type { Variation } from './draft.js';
import { formVariations } from './form-variations.js';
import { headerVariations } from './header-variations.js';
import { STRICTER_THAN } from './stricter-than.js';

const variations: readonly Variation[] = [
  ...headerVariations,
  ...claimVariations,
  ...formVariations,
];

describe('generated tokens, good and bad', () => {
  it('are accepted only where every peer accepts them, and rejected alone only for reviewed reasons', async () => {
    const figures = await compare(1000);
    expect(figures.failures).toEqual([]);
    expect(figures.accepted).toBeGreaterThan(300);
    expect(figures.accepted).toBeLessThan(700);
  }, 120_000);
});

describe('the reviewed list of tokens that only Portcullis rejects', () => {
  it('names existing variations', () => {
    const known = new Set(variations.map(({ tag }) => tag));
    const unknown = STRICTER_THAN.flatMap(({ tags }) => tags).filter((tag) => !known.has(tag));
    expect(unknown).toEqual([]);
  });

  it('has a row of the catalogue and a reason for each entry', () => {
    for (const { row, reason, peers } of STRICTER_THAN) {
      expect(row).toBeGreaterThan(0);
      expect(reason).toMatch(/RFC \d{4} §|†/);
      expect(peers).not.toEqual([]);
    }
  });
});

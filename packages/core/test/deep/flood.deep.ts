/** `npm run test:deep`: PORTCULLIS_FLOOD (1,000,000) different good tokens, as in row 63 of the catalogue. */
import { benchFor, verifierFor } from '../support/bench.js';
import { say, sizeFrom } from './figures.js';

const count = sizeFrom('PORTCULLIS_FLOOD', 1_000_000);
/** The default size of the cache. */
const ROOM = 5000;

describe('a flood of good tokens', () => {
  it('fills the cache to its bound and no further, and every token is accepted', async () => {
    const bench = benchFor('HS256');
    const verifier = verifierFor(bench);
    let most = 0;
    for (let i = 0; i < count; i++) {
      await verifier.verify(bench.token({ claims: { jti: `${i}` } }));
      most = Math.max(most, verifier.cacheStats()?.size ?? 0);
    }
    say(`flood: ${count} good tokens, at most ${most} in the cache`);
    expect(verifier.cacheStats()).toEqual({
      hits: 0,
      misses: count,
      size: Math.min(count, ROOM),
    });
    expect(most).toBe(Math.min(count, ROOM));
  });
});

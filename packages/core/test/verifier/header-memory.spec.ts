/** Headers are cached after a valid signature over them, so that an attacker cannot fill the cache. */
import { benchFor, verifierFor } from '../support/bench.js';
import { goodHeader, mint, segment } from '../support/tokens.js';
import { verdictOf } from '../support/verdict.js';

const bench = benchFor('HS256');
const uncached = () => verifierFor(bench, { cache: false } as object);
const tokenWith = (header: object, claims = {}) =>
  mint(bench.key, { header: { ...header }, claims });

describe('the header of a verified token', () => {
  it('is decoded once for all tokens that share it', async () => {
    const verifier = uncached();
    const first = await verifier.verify(tokenWith({}));
    const second = await verifier.verify(tokenWith({}, { sub: 'user-2' }));
    const other = await verifier.verify(tokenWith({ typ: 'at+jwt' }));
    expect(second.header).toBe(first.header);
    expect(other.header).not.toBe(first.header);
  });

  it('is cached although forged tokens of a thousand other headers came before', async () => {
    const verifier = uncached();
    for (let i = 0; i < 1000; i++) {
      const header = segment(goodHeader(bench.key, { n: i }));
      const [, payload, signature] = bench.token().split('.');
      const verdict = await verdictOf(() => verifier.verify(`${header}.${payload}.${signature}`));
      expect(verdict).toBe('ERR_SIGNATURE_INVALID');
    }
    const first = await verifier.verify(tokenWith({}));
    const second = await verifier.verify(tokenWith({}, { sub: 'user-2' }));
    expect(second.header).toBe(first.header);
  });

  it('is not cached beyond the first 256, and its tokens are still accepted', async () => {
    const verifier = uncached();
    for (let i = 0; i < 256; i++) await verifier.verify(tokenWith({ n: i }));
    const first = await verifier.verify(tokenWith({}));
    const second = await verifier.verify(tokenWith({}, { sub: 'user-2' }));
    expect(second.header).toEqual(first.header);
    expect(second.header).not.toBe(first.header);
  });
});

/** A rejected token is rejected again: nothing of it is kept. */
import { benchFor, verifierFor } from '../support/bench.js';
import { NOW, type Members } from '../support/tokens.js';
import { errorOf, verdictOf } from '../support/verdict.js';

const bench = benchFor('ES256');

describe('a token that is rejected for its claims', () => {
  it.each<[string, Members]>([
    ['another audience', { aud: 'other' }],
    ['no subject', { sub: undefined }],
    ['another kind', { typ: 'Refresh' }],
    ['a time in the future', { nbf: NOW + 600 }],
  ])('(%s) is rejected the same way a second time', async (_what, claims) => {
    const verifier = verifierFor(bench, { cache: {} } as object);
    const token = bench.token({ claims });
    const codes = [];
    for (let i = 0; i < 3; i++) codes.push((await errorOf(() => verifier.verify(token)))?.code);
    expect(new Set(codes).size).toBe(1);
    expect(codes[0]).toMatch(/^ERR_/);
    expect(verifier.cacheStats()).toMatchObject({ hits: 0, size: 0 });
  });
});

describe('an audience that is skipped', () => {
  it('waives nothing else', async () => {
    const verifier = verifierFor(bench, { audience: null });
    for (const claim of ['sub', 'exp']) {
      const token = bench.token({ claims: { [claim]: undefined } });
      expect(await verdictOf(() => verifier.verify(token))).toBe('ERR_CLAIM_MISSING');
    }
    expect(await verdictOf(() => verifier.verify(bench.token()))).toBe('accepted');
  });
});

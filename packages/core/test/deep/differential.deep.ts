/**
 * `npm run test:deep`: PORTCULLIS_TOKENS (100,000) tokens, verified by Portcullis, jose, jsonwebtoken and
 * fast-jwt.
 */
import { compare } from './differential-proof.js';
import { report } from './differential-report.js';
import { sizeFrom } from './figures.js';

const count = sizeFrom('PORTCULLIS_TOKENS', 100_000);

describe('generated tokens, good and bad', () => {
  it('are accepted only where every peer accepts them, and rejected alone only for reviewed reasons', async () => {
    const figures = await compare(count);
    report(figures);
    expect(figures.failures).toEqual([]);
    expect(figures.tried).toBe(count);
    // Some are good and some are bad.
    expect(figures.accepted / count).toBeGreaterThan(0.3);
    expect(figures.accepted / count).toBeLessThan(0.7);
    // With this many tokens, every reviewed reason is needed, with every peer that it names.
    if (count >= 50_000) expect(unneeded(figures)).toEqual([]);
  });
});

function unneeded({ reasons }: Awaited<ReturnType<typeof compare>>): readonly string[] {
  return [...reasons].flatMap(([{ code, tags, peers }, needed]) =>
    peers.filter((name) => !needed.has(name)).map((name) => `${name}: ${code} ${tags.join(', ')}`),
  );
}

/** `npm run test:deep`: PORTCULLIS_ROUNDS (10,000) rounds of 100 uses of one refresh token by three processes. */
import { playSimultaneous } from '../sessions/fleet/simultaneous-proof.js';

it('one token that three processes show 100 times at once is rotated once: redis', async () => {
  const rounds = Number(process.env['PORTCULLIS_ROUNDS'] ?? 10_000);
  const figures = await playSimultaneous('redis', rounds);
  process.stdout.write(`redis: ${JSON.stringify(figures)}\n`);
  expect(figures).toEqual({
    rounds,
    uses: 100 * rounds,
    rotations: { 1: rounds },
    successors: { 1: rounds },
    refused: [],
  });
});

import { playSimultaneous } from './fleet/simultaneous-proof.js';

it('one token that three processes show 100 times at once is rotated once: postgres', async () => {
  const rounds = 100; // as many on the other server; 10,000 on each in `npm run test:deep`
  expect(await playSimultaneous('postgres', rounds)).toEqual({
    rounds,
    uses: 100 * rounds,
    rotations: { 1: rounds },
    successors: { 1: rounds },
    refused: [],
  });
});

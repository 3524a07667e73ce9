import { playSimultaneous } from './fleet/simultaneous-proof.js';

it('one token that three processes show 100 times at once is rotated once: postgres', async () => {
  const rounds = 200;
  expect(await playSimultaneous('postgres', rounds)).toEqual({
    rounds,
    uses: 100 * rounds,
    rotations: { 1: rounds },
    successors: { 1: rounds },
    refused: [],
  });
});

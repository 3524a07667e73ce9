/** What a store takes up after its caller was refused is void; more rounds in `npm run test:deep -- hang`. */
import { playHangs } from './fleet/hang-proof.js';

it.each(['postgres', 'redis'] as const)(
  'sign-ins that %s was too slow for leave no session behind, and end nobody’s',
  async (kind) => {
    expect(await playHangs(kind, 1)).toEqual({ rounds: 1, refused: 23, ghosts: 0, lost: 0 });
  },
);

/**
 * A store command that runs after its caller was rejected has no effect. `npm run test:deep -- hang` runs
 * more rounds.
 */
import { playHangs } from './fleet/hang-proof.js';

it.each(['postgres', 'redis'] as const)(
  'sign-ins that %s was too slow for leave no session, and end no other',
  async (kind) => {
    expect(await playHangs(kind, 1)).toEqual({ rounds: 1, refused: 23, ghosts: 0, lost: 0 });
  },
);

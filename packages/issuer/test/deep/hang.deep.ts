/** `npm run test:deep -- hang`: PORTCULLIS_HANGS (50) times, a store hangs during 22 sign-ins and recovers. */
import { playHangs } from '../sessions/fleet/hang-proof.js';

const rounds = Number(process.env['PORTCULLIS_HANGS'] ?? 50);

it.each(['postgres', 'redis'] as const)('%s', async (kind) => {
  const figures = await playHangs(kind, rounds);
  const { ghosts, lost, ...rest } = figures;
  process.stdout.write(
    `${kind} that hangs: ghost sessions ${ghosts}, sessions lost ${lost}; ${JSON.stringify(rest)}\n`,
  );
  expect({ ghosts, lost }).toEqual({ ghosts: 0, lost: 0 });
});

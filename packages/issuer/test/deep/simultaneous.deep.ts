/**
 * `npm run test:deep`: PORTCULLIS_ROUNDS (10,000) rounds, each with 100 uses of one refresh token by three
 * processes.
 */
import { describeSimultaneous } from '../sessions/fleet/simultaneous-proof.js';

describeSimultaneous(Number(process.env['PORTCULLIS_ROUNDS'] ?? 10_000), (figures) => {
  process.stdout.write(`${JSON.stringify(figures)}\n`);
});

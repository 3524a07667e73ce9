/** `npm run test:deep -- fleet`: PORTCULLIS_REQUESTS requests (default 20,000), PORTCULLIS_OUTAGE seconds (default 30). */
import type { Kind } from '../fleet/fleet.js';
import { playOutage } from '../fleet/outage-proof.js';
import { playRotation } from '../fleet/rotation-proof.js';

it.each<Kind>(['postgres', 'redis'])(
  'on %s three processes reject no request while the key rotates twice and one process is killed',
  async (kind) => {
    const requests = Number(process.env['PORTCULLIS_REQUESTS'] ?? 20_000);
    const figures = await playRotation(kind, requests);
    process.stdout.write(`fleet on ${kind}: ${JSON.stringify(figures)}\n`);
    expect(figures).toMatchObject({ refused: [], rotations: 2, keys: 3 });
    expect(figures.requests).toBeGreaterThanOrEqual(requests);
    expect(figures.logoutMs).toBeLessThan(1000);
  },
);

it('in a long outage of PostgreSQL, access tokens are accepted, refreshes get 503, and no session is lost', async () => {
  const seconds = Number(process.env['PORTCULLIS_OUTAGE'] ?? 30);
  const figures = await playOutage(20, seconds);
  process.stdout.write(`without PostgreSQL: ${JSON.stringify(figures)}\n`);
  expect(Object.keys(figures.verified)).toEqual(['200']);
  expect(Object.keys(figures.refreshed)).toEqual(['503, Retry-After 1']);
  expect(Object.keys(figures.loggedIn)).toEqual(['503, Retry-After 1']);
  expect(figures.lost).toBe(0);
});

/** Several processes of the sample API. `npm run test:deep` sends more requests, uses Redis too, and has a longer outage. */
import { playOutage } from './outage-proof.js';
import { playRotation } from './rotation-proof.js';

it('three processes reject no request while the key rotates twice and one process is killed', async () => {
  const figures = await playRotation('postgres', 1500);
  process.stdout.write(`fleet on postgres: ${JSON.stringify(figures)}\n`);
  expect(figures).toMatchObject({ refused: [], rotations: 2, keys: 3 });
  expect(figures.requests).toBeGreaterThanOrEqual(1500);
  expect(figures.logoutMs).toBeLessThan(1000);
});

it('without PostgreSQL, access tokens are accepted, refreshes get 503, and no session is lost', async () => {
  const figures = await playOutage(5, 1);
  process.stdout.write(`without PostgreSQL: ${JSON.stringify(figures)}\n`);
  expect(Object.keys(figures.verified)).toEqual(['200']);
  expect(Object.keys(figures.refreshed)).toEqual(['503, Retry-After 1']);
  expect(Object.keys(figures.loggedIn)).toEqual(['503, Retry-After 1']);
  expect(figures.lost).toBe(0);
});

/** A store that is away is no reason to log anybody out. Half a minute of it is `npm run test:deep`. */
import { playOutage, type Absence } from './fleet/outage-proof.js';

it.each<Absence>(['stopped', 'killed', 'hung'])(
  'with PostgreSQL %s, a refresh says in time that it can’t be told, and no session is lost',
  async (absence) => {
    const outage = await playOutage(absence, 20, 1);
    expect(outage).toMatchObject({ sessions: 20, codes: ['ERR_STORE_UNAVAILABLE'], lost: 0 });
    expect(outage.refused).toBeGreaterThanOrEqual(20);
  },
);

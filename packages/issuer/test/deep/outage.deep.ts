/** `npm run test:deep`: PostgreSQL is away for PORTCULLIS_OUTAGE (30) seconds, longer than the grace. */
import { playOutage, type Absence } from '../sessions/fleet/outage-proof.js';

it.each<Absence>(['stopped', 'killed', 'hung'])(
  'with PostgreSQL %s for long, every refresh is 503 and no session is lost',
  async (absence) => {
    const seconds = Number(process.env['PORTCULLIS_OUTAGE'] ?? 30);
    const outage = await playOutage(absence, 100, seconds);
    process.stdout.write(`${absence} for ${seconds} s: ${JSON.stringify(outage)}\n`);
    expect(outage).toMatchObject({ sessions: 100, codes: ['ERR_STORE_UNAVAILABLE'], lost: 0 });
  },
);

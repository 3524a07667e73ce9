/** `npm run test:deep`: PostgreSQL is unavailable for PORTCULLIS_OUTAGE (30) seconds, longer than the grace. */
import { describeOutages } from '../sessions/fleet/outage-proof.js';

const seconds = Number(process.env['PORTCULLIS_OUTAGE'] ?? 30);

describeOutages({ count: 100, seconds }, (absence, outage) => {
  process.stdout.write(`${absence} for ${seconds} s: ${JSON.stringify(outage)}\n`);
});

/** An unavailable store logs no user out. `npm run test:deep` runs an outage of half a minute. */
import { describeOutages } from './fleet/outage-proof.js';

describeOutages({ count: 20, seconds: 1 });

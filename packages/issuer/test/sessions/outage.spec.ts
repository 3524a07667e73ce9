/** A store that is away is no reason to log anybody out. Half a minute of it is `npm run test:deep`. */
import { describeOutages } from './fleet/outage-proof.js';

describeOutages({ count: 20, seconds: 1 });

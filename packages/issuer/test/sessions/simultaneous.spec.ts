import { describeSimultaneous } from './fleet/simultaneous-proof.js';

describeSimultaneous(100); // 10,000 in `npm run test:deep`

import { MemoryRevocationStore } from '../../src/index.js';
import { describeRevocationStore } from './revocation-contract.js';

describeRevocationStore(
  'memory',
  async () => {
    const store = new MemoryRevocationStore();
    return { store, other: store };
  },
  { hasClock: false },
);

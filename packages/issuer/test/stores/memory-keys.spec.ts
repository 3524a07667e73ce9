import { MemoryKeyStore } from '@portcullis/issuer';
import { describeKeyStore } from './key-contract.js';

describeKeyStore('memory', async () => {
  const store = new MemoryKeyStore();
  return { store, other: store, elsewhere: new MemoryKeyStore(), tells: true };
});

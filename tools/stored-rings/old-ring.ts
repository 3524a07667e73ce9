/** A key ring that was begun an hour ago: its next two keys are published for so long that they may sign at once. */
import {
  KeyRing,
  MemoryKeyStore,
  type KeyEncryptionKeys,
  type KeyStore,
  type StoredRing,
} from '@portcullis/issuer';

const HOUR_MS = 3_600_000;

/**
 * Puts such a ring into an empty store. Two keys wait in it instead of one: after a forced rotation the next one has to
 * wait until every cache has seen its key, which is eleven minutes.
 */
export async function putOldRing(store: KeyStore, keks: KeyEncryptionKeys): Promise<void> {
  const [ring, other] = [await begun(keks), await begun(keks)];
  const spare = other?.keys.find(({ state }) => state === 'staged');
  if (!ring || !spare) throw new Error('no ring was begun');
  const isWritten = await store.replace(0, { ...ring, version: 1, keys: [...ring.keys, spare] });
  if (!isWritten) throw new Error('somebody else uses this store');
}

/** Begun in memory: a ring in a database goes by the clock of that. */
async function begun(keyEncryptionKeys: KeyEncryptionKeys): Promise<StoredRing | undefined> {
  const store = sealingMemory();
  const clock = (): number => Date.now() - HOUR_MS;
  const ring = await KeyRing.open({ store, keyEncryptionKeys, clock, longestToken: '15m' });
  await ring.close();
  return store.load();
}

/** Memory that does not say that it is memory, and so is given sealed keys. */
function sealingMemory(): KeyStore {
  const memory = new MemoryKeyStore();
  return {
    load: () => memory.load(),
    replace: (expectedVersion, next) => memory.replace(expectedVersion, next),
  };
}

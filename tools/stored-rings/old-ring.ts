/**
 * Creates a stored key ring that is one hour old. Its next two keys have been published long enough to sign
 * immediately.
 */
import {
  KeyRing,
  MemoryKeyStore,
  type KeyEncryptionKeys,
  type KeyStore,
  type StoredRing,
} from '@portcullis/issuer';

const HOUR_MS = 3_600_000;

/**
 * Puts an old key ring into an empty store. It has two pending keys instead of one. Otherwise the key after a forced
 * rotation would have to wait eleven minutes, until every cache has it.
 */
export async function putOldRing(store: KeyStore, keks: KeyEncryptionKeys): Promise<void> {
  const [ring, other] = [await begun(keks), await begun(keks)];
  const spare = other?.keys.find(({ state }) => state === 'staged');
  if (!ring || !spare) throw new Error('no key ring was created');
  const isWritten = await store.replace(0, { ...ring, version: 1, keys: [...ring.keys, spare] });
  if (!isWritten) throw new Error('another process uses this store');
}

/** Created in memory, because a ring in a database uses the database's clock. */
async function begun(keyEncryptionKeys: KeyEncryptionKeys): Promise<StoredRing | undefined> {
  const store = sealingMemory();
  const clock = (): number => Date.now() - HOUR_MS;
  const ring = await KeyRing.open({ store, keyEncryptionKeys, clock, longestToken: '15m' });
  await ring.close();
  return store.load();
}

/** A memory store that does not identify itself as one, so that it receives encrypted keys. */
function sealingMemory(): KeyStore {
  const memory = new MemoryKeyStore();
  return {
    load: () => memory.load(),
    replace: (expectedVersion, next) => memory.replace(expectedVersion, next),
  };
}

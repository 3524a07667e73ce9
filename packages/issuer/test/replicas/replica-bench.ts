/** An issuer's keys, revocations and sessions, in a process on the primary and in one on a replica. */
import { randomBytes } from 'node:crypto';
import {
  KeyRing,
  RefreshRejectedError,
  RefreshSessions,
  Revocations,
  StoreUnavailableError,
  type KeyStore,
  type RevocationStore,
  type SessionStore,
} from '@portcullis/issuer';
import { ISSUER, verified } from '../revocation/verified.js';

/** The three stores on one server. */
export interface Stores {
  readonly keys: KeyStore;
  readonly revocations: RevocationStore;
  readonly sessions: SessionStore;
}

export interface ReplicaBench {
  readonly primary: Side;
  readonly replica: Side;
  close(): Promise<void>;
}

/** One process. */
export interface Side {
  readonly ring: KeyRing;
  readonly revocations: Revocations;
  readonly sessions: RefreshSessions;
}

const keyEncryptionKeys = { a: randomBytes(32) };
const refreshKey = randomBytes(32);

/** Opens the process on the primary first; `untilCopied` waits until the replica has its writes. */
export async function replicaBench(
  [primary, replica]: readonly [Stores, Stores],
  untilCopied: () => Promise<void>,
): Promise<ReplicaBench> {
  const one = await openSide(primary);
  await untilCopied();
  const two = await openSide(replica);
  const close = async ({ ring, revocations }: Side): Promise<void> => {
    await Promise.all([ring.close(), revocations.close()]);
  };
  return {
    primary: one,
    replica: two,
    close: async () => void (await Promise.all([close(one), close(two)])),
  };
}

/** It signs for 4.5 s after it has read the store, and uses revocations for 4.5 s. */
async function openSide({ keys, revocations, sessions }: Stores): Promise<Side> {
  return {
    ring: await KeyRing.open({
      store: keys,
      algorithm: 'EdDSA',
      keyEncryptionKeys,
      propagationTime: '5s',
    }),
    revocations: await Revocations.open({
      issuer: ISSUER,
      store: revocations,
      pollEvery: 0.5,
      maxStaleness: 4.5,
    }),
    sessions: new RefreshSessions({ store: sessions, refreshKey }),
  };
}

/** The result of a call: `unavailable` means 503, which is safe. */
export type Answer = 'yes' | 'no' | 'unavailable';

export function signsWith({ ring }: Side, kid: string): Answer {
  try {
    return ring.active.kid === kid ? 'yes' : 'no';
  } catch (error) {
    if (error instanceof StoreUnavailableError) return 'unavailable';
    throw error;
  }
}

export async function accepts({ revocations }: Side, sid: string): Promise<Answer> {
  const token = await verified({ at: Date.now(), sid });
  try {
    return revocations.isRevoked(token) ? 'no' : 'yes';
  } catch (error) {
    if ((error as Error).name === 'RevocationUnknownError') return 'unavailable';
    throw error;
  }
}

/** Whether a session continues; `no` signs its user out. */
export async function refreshes({ sessions }: Side, token: string): Promise<Answer> {
  try {
    await sessions.refresh(token);
    return 'yes';
  } catch (error) {
    if (error instanceof StoreUnavailableError) return 'unavailable';
    if (error instanceof RefreshRejectedError) return 'no';
    throw error;
  }
}

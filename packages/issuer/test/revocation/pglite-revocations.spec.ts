/** The same SQL as on a server, in PGlite. */
import { PGlite } from '@electric-sql/pglite';
import {
  PostgresRevocationStore,
  type PostgresListener,
  type PostgresNotification,
} from '../../src/stores/postgres/index.js';
import { scratchPglite, type ScratchPglite } from '../../../../tools/servers/index.mjs';
import { describeRevocationStore } from './revocation-contract.js';

let scratch: ScratchPglite;
let db: PGlite;

beforeAll(async () => {
  scratch = await scratchPglite();
  db = await PGlite.create(scratch.dataDir);
});

afterAll(async () => {
  await db.close();
  await scratch.remove();
});

/** PGlite has one connection and its own function to listen on it. */
async function connect(): Promise<PostgresListener> {
  const listeners: ((message: PostgresNotification) => void)[] = [];
  const ends: (() => Promise<void>)[] = [];
  return {
    on: (event: string, listener: (message: PostgresNotification) => void) => {
      if (event === 'notification') listeners.push(listener);
    },
    query: async (text) => {
      const channel = text.replace('listen ', '');
      const end = await db.listen(channel, () => {
        for (const listener of listeners) listener({ channel });
      });
      ends.push(end);
    },
    end: async () => void (await Promise.all(ends.map((end) => end()))),
  };
}

describeRevocationStore('PGlite', async () => {
  const store = await PostgresRevocationStore.open(db, { connect });
  await db.query('delete from portcullis_revocations');
  return { store, other: await PostgresRevocationStore.open(db, { connect }) };
});

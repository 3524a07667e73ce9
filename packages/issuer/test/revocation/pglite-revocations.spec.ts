/** The same SQL as on a server, in PGlite. */
import { PGlite } from '@electric-sql/pglite';
import { PostgresRevocationStore, type PostgresListener } from '../../src/stores/postgres.js';
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

/** PGlite has one connection and a way of its own to listen on it. */
async function connect(): Promise<PostgresListener> {
  const listeners: (() => void)[] = [];
  let end = async (): Promise<void> => undefined;
  return {
    on: (event, listener) => {
      if (event === 'notification') listeners.push(listener);
    },
    query: async () => {
      end = await db.listen('portcullis_revocations', () => {
        for (const listener of listeners) listener();
      });
    },
    end: () => end(),
  };
}

describeRevocationStore('PGlite', async () => {
  const store = await PostgresRevocationStore.open(db, { connect });
  await db.query('delete from portcullis_revocations');
  return { store, other: await PostgresRevocationStore.open(db, { connect }) };
});

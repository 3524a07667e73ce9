/** The guarantees in docs/stores.md after a store has lost confirmed writes. */
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { KeyRing, RefreshSessions, Revocations } from '@portcullis/issuer';
import {
  PostgresKeyStore,
  PostgresRevocationStore,
  PostgresSessionStore,
} from '@portcullis/issuer/postgres';
import { scratchPostgres, type ScratchPostgres } from '../../../../tools/servers/index.mjs';
import { ISSUER, verified } from '../revocation/verified.js';
import { verifies } from '../support/ring-bench.js';

let scratch: ScratchPostgres;
let pool: pg.Pool;
const closing: { close(): Promise<void> }[] = [];

beforeAll(async () => {
  scratch = await scratchPostgres();
  pool = new pg.Pool({ connectionString: scratch.url });
});

afterEach(async () => {
  await Promise.all(closing.splice(0).map((each) => each.close()));
});

afterAll(async () => {
  await pool.end();
  await scratch.remove();
});

/** Copies a table. @returns a function that restores it */
async function backUp(table: string): Promise<() => Promise<void>> {
  await pool.query(`drop table if exists ${table}_backup`);
  await pool.query(`create table ${table}_backup as select * from ${table}`);
  return async () => {
    await pool.query(`truncate ${table}`);
    await pool.query(`insert into ${table} select * from ${table}_backup`);
  };
}

describe('keys that were restored from a backup', () => {
  const keyEncryptionKeys = { a: randomBytes(32) };
  const open = async (name = 'default'): Promise<KeyRing> => {
    const store = await PostgresKeyStore.open(pool, { name });
    const ring = await KeyRing.open({ store, algorithm: 'EdDSA', keyEncryptionKeys });
    closing.push(ring);
    return ring;
  };

  it('are valid again when a process starts while no other runs, until they are killed again', async () => {
    const before = await open();
    const { kid } = before.active;
    const restore = await backUp('portcullis_key_rings');
    await before.kill(kid);
    const restarted = await open();
    expect(verifies(restarted, kid)).toBe(false);
    await Promise.all([before.close(), restarted.close()]);
    await restore();
    const first = await open();
    expect(first.active.kid).toBe(kid); // no process is left that knows of the kill
    await first.kill(kid);
    const second = await open();
    expect([verifies(first, kid), verifies(second, kid)]).toEqual([false, false]);
  });

  it('stay killed while one process runs that has read the kill', async () => {
    const witness = await open('other');
    const restore = await backUp('portcullis_key_rings');
    const { kid: active } = witness.active;
    await witness.kill(active);
    await restore();
    const started = await open('other');
    await witness.refresh();
    await started.refresh();
    expect([verifies(witness, active), verifies(started, active)]).toEqual([false, false]);
  });
});

it('lost revocations stay in effect in processes that have read them, and nowhere else', async () => {
  const open = async (): Promise<Revocations> => {
    const store = await PostgresRevocationStore.open(pool);
    const revocations = await Revocations.open({ issuer: ISSUER, store });
    closing.push(revocations);
    return revocations;
  };
  const token = await verified({ at: Date.now(), sid: 'lost' });
  const running = await open();
  const restore = await backUp('portcullis_revocations');
  await running.revokeSession('lost');
  await restore();
  await running.refresh();
  expect(running.isRevoked(token)).toBe(true);
  const started = await open();
  expect(started.isRevoked(token)).toBe(false);
  await started.revokeSession('lost');
  expect(started.isRevoked(token)).toBe(true);
});

it('sessions continue from the restored state: begun since, refreshed since and ended since', async () => {
  const store = await PostgresSessionStore.open(pool);
  const sessions = new RefreshSessions({ store, refreshKey: randomBytes(32) });
  const begin = async (): Promise<string> => (await sessions.begin('user')).refreshToken;
  const next = async (token: string): Promise<string> =>
    (await sessions.refresh(token)).refreshToken;
  const refusal = async (token: string): Promise<unknown> =>
    sessions.refresh(token).then(
      () => 'none',
      (error: { readonly reason?: string }) => error.reason,
    );
  const [once, twice, ended] = [await begin(), await begin(), await begin()];
  const restore = await backUp('portcullis_sessions');
  const newest = await next(once);
  const later = await next(await next(twice));
  await sessions.signOut(ended);
  const begun = await begin();
  await restore();
  expect(await refusal(begun)).toBe('unknown');
  expect(await refusal(later)).toBe('reuse');
  expect(await refusal(newest)).toBe('reuse');
  expect(await refusal(once)).toBe('ended'); // no session is valid with either of its tokens
  expect(await next(ended)).toMatch(/^prt_/); // the logout is undone
});

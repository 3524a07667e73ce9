import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { startScratchServer } from './scratch-server.js';

/** A private database on a real PostgreSQL server. */
export interface FreshPostgres {
  /** URL of the new, empty database. */
  readonly url: string;
  /** Drops the database, and stops the server if `freshPostgres` started it. */
  drop(): Promise<void>;
}

const LOOPBACK = 'postgres://postgres@127.0.0.1:5432/postgres';
const NOT_ANSWERING = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EHOSTUNREACH', 'ETIMEDOUT', 'ENOENT']);

/**
 * Creates a database on the server at DATABASE_URL, or at 127.0.0.1:5432. When no server answers, starts one from the
 * installed binaries.
 *
 * @throws {Error} without a server and binaries: a test that needs a server fails instead of being skipped
 */
export async function freshPostgres(): Promise<FreshPostgres> {
  const given = process.env['DATABASE_URL'];
  const running = await reach(given ?? LOOPBACK, given !== undefined);
  if (running) return createOn(running, async () => {});
  const own = await startScratchServer();
  return createOn(own.url, () => own.stop());
}

/**
 * Returns the URL when a login succeeds, or undefined when no server answers. A rejected login is an error only for a
 * server that DATABASE_URL names: the one on the default port may be unrelated.
 */
async function reach(url: string, named: boolean): Promise<string | undefined> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  try {
    await client.connect();
    await client.end();
    return url;
  } catch (error) {
    if (named && !notAnswering(error)) throw error;
    return undefined;
  }
}

function notAnswering(error: unknown): boolean {
  if (typeof error !== 'object' || error === null || !('code' in error)) return false;
  return NOT_ANSWERING.has(String(error.code));
}

async function createOn(server: string, stop: () => Promise<void>): Promise<FreshPostgres> {
  const name = `portcullis_test_${randomBytes(8).toString('hex')}`;
  await run(server, `create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    async drop() {
      await run(server, `drop database ${name} with (force)`);
      await stop();
    },
  };
}

async function run(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

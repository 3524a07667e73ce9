import { createServer, type AddressInfo } from 'node:net';
import { sql } from 'drizzle-orm';
import pg from 'pg';
import { DatabaseError, openDatabase, users } from '../src/index.js';
import { freshPostgres, type FreshPostgres } from '../src/testing/index.js';
import { startScratchServer } from '../src/testing/scratch-server.js';

async function failureOf(attempt: Promise<unknown>): Promise<DatabaseError> {
  const error: unknown = await attempt.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof DatabaseError))
    throw new Error(`expected a DatabaseError, got ${String(error)}`);
  return error;
}

describe('a PostgreSQL server', () => {
  let server: FreshPostgres;

  beforeEach(async () => {
    server = await freshPostgres();
  });

  afterEach(() => server.drop());

  it('is migrated once when several processes start together', async () => {
    const opened = await Promise.all([1, 2, 3, 4].map(() => openDatabase({ url: server.url })));
    const [first] = opened;
    const ran = await first?.query('select hash from portcullis_migrations');
    expect(ran?.rowCount).toBe(1);
    await Promise.all(opened.map((database) => database.close()));
  });

  it('keeps its rows when it is reopened', async () => {
    const first = await openDatabase({ url: server.url });
    await first.db.insert(users).values({ email: 'ada@example.com', name: 'Ada', role: 'editor' });
    await first.close();
    const second = await openDatabase({ url: server.url });
    expect(await second.db.select().from(users)).toHaveLength(1);
    await second.close();
  });

  it('migrates each schema separately', async () => {
    const client = new pg.Client({ connectionString: server.url });
    await client.connect();
    await client.query('create schema other');
    await client.end();
    const inPublic = await openDatabase({ url: server.url });
    const inOther = await openDatabase({ url: `${server.url}?options=-c%20search_path%3Dother` });
    await inOther.db
      .insert(users)
      .values({ email: 'ada@example.com', name: 'Ada', role: 'editor' });
    expect(await inPublic.db.select().from(users)).toEqual([]);
    await Promise.all([inPublic.close(), inOther.close()]);
  });

  it('retries a statement that lost a race when transactions are serializable by default', async () => {
    const options = encodeURIComponent('-c default_transaction_isolation=serializable');
    const database = await openDatabase({ url: `${server.url}?options=${options}` });
    await database.db.insert(users).values({ email: 'ada@example.com', name: '', role: 'editor' });
    let lost = 0;
    const add = (): Promise<unknown> =>
      database.query("update users set name = name || 'x'").catch(() => lost++);
    await Promise.all(Array.from({ length: 10 }, add)); // the twin: these are not retried
    await database.db.update(users).set({ name: '' });
    const added = { name: sql`${users.name} || 'x'` };
    await Promise.all(Array.from({ length: 10 }, () => database.db.update(users).set(added)));
    expect((await database.db.select().from(users))[0]?.name).toBe('x'.repeat(10));
    expect(lost).toBeGreaterThan(0);
    await database.close();
  });

  it('reports that a database does not exist', async () => {
    const error = await failureOf(openDatabase({ url: `${server.url}_gone` }));
    expect(error.code).toBe('ERR_DATABASE_UNREACHABLE');
    expect(error.message).toContain('_gone" does not exist');
  });

  it('reports why a migration failed', async () => {
    const client = new pg.Client({ connectionString: server.url });
    await client.connect();
    await client.query('create table users (someone_elses int)');
    await client.end();
    const error = await failureOf(openDatabase({ url: server.url }));
    expect(error.code).toBe('ERR_DATABASE_MIGRATION');
    expect(error.message).toContain('relation "users" already exists');
  });

  it('can be closed twice', async () => {
    const database = await openDatabase({ url: server.url });
    await database.close();
    await expect(database.close()).resolves.toBeUndefined();
  });
});

describe('a PostgreSQL URL that does not work', () => {
  it('fails with the host and without the password', async () => {
    const listener = createServer();
    await new Promise<void>((done) => listener.listen(0, '127.0.0.1', done));
    const { port } = listener.address() as AddressInfo;
    await new Promise((done) => listener.close(done));

    const url = `postgres://someone:swordfish@127.0.0.1:${port}/shop`;
    const error = await failureOf(openDatabase({ url }));
    expect(error.code).toBe('ERR_DATABASE_UNREACHABLE');
    expect(error.message).toContain(`127.0.0.1:${port}/shop`);
    expect(error.message).toContain('ECONNREFUSED');
    expect(error.message).not.toContain('swordfish');
    expect(JSON.stringify(error.cause)).not.toContain('swordfish');
  });

  it.each([
    ['', 'it is empty'],
    ['127.0.0.1:swordfish', 'not a URL'],
    ['mysql://root:swordfish@localhost/shop', 'does not start with postgres://'],
    ['swordfish:postgres@localhost/shop', 'does not start with postgres://'],
    ['postgres:swordfish@localhost/shop', '"//" is missing'],
    ['postgres://root:swordfish%zz@localhost/shop', 'two hex digits'],
  ])('rejects %j without repeating it', async (url, reason) => {
    const error = await failureOf(openDatabase({ url }));
    expect(error.code).toBe('ERR_DATABASE_URL');
    expect(error.message).toContain(reason);
    expect(error.message).toContain('postgres://user:password@localhost:5432/portcullis');
    expect(error.message).not.toContain('swordfish');
    expect(error.cause).toBeUndefined();
  });
});

describe('the server that the tests start for themselves', () => {
  it('answers until it is stopped', async () => {
    const own = await startScratchServer();
    const database = await openDatabase({ url: own.url });
    expect((await database.query('select 1')).rowCount).toBe(1);
    await database.close();
    await own.stop();
    expect((await failureOf(openDatabase({ url: own.url }))).code).toBe('ERR_DATABASE_UNREACHABLE');
  });
});

import { eq } from 'drizzle-orm';
import { openDatabase, users, type Database } from '../src/index.js';
import { scratchPglite, type ScratchPglite } from '../../../tools/servers/index.mjs';
import { freshPostgres, type FreshPostgres } from '../src/testing/index.js';

const ada = { email: 'ada@example.com', name: 'Ada', role: 'editor' };

describe.each(['pglite', 'postgres'] as const)('the database on %s', (kind) => {
  let server: FreshPostgres | undefined;
  let folder: ScratchPglite | undefined;
  let database: Database;

  beforeAll(async () => {
    if (kind === 'postgres') server = await freshPostgres();
    else folder = await scratchPglite();
    database = await openDatabase({ url: server?.url, dataDir: folder?.dataDir });
  });

  afterAll(async () => {
    await database.close();
    await server?.drop();
    await folder?.remove();
  });

  beforeEach(async () => {
    await database.db.delete(users);
  });

  it('names its engine', () => {
    expect(database.kind).toBe(kind);
  });

  it('stores a user and finds it by e-mail', async () => {
    await database.db.insert(users).values(ada);
    const [row] = await database.db.select().from(users).where(eq(users.email, ada.email));
    expect(row).toMatchObject({ ...ada, passwordHash: null, providerIssuer: null });
    expect(row?.id).toMatch(/^[0-9a-f-]{36}$/);
    expect(row?.createdAt).toBeInstanceOf(Date);
  });

  it('rejects a second user with the same e-mail', async () => {
    await database.db.insert(users).values(ada);
    await expect(database.db.insert(users).values(ada)).rejects.toHaveProperty(
      'cause.constraint',
      'users_email_unique',
    );
  });

  it('rejects an e-mail that is not in lower case', async () => {
    const insert = database.db.insert(users).values({ ...ada, email: 'Ada@example.com' });
    await expect(insert).rejects.toHaveProperty('cause.constraint', 'users_email_lower_case');
  });

  it('rejects a second user with the same issuer and subject', async () => {
    const provider = { providerIssuer: 'https://id.example', providerSubject: '1' };
    await database.db.insert(users).values({ ...ada, ...provider });
    const second = { ...ada, ...provider, email: 'other@example.com' };
    await expect(database.db.insert(users).values(second)).rejects.toHaveProperty(
      'cause.constraint',
      'users_provider_unique',
    );
  });

  it('rejects an issuer without a subject', async () => {
    const insert = database.db
      .insert(users)
      .values({ ...ada, providerIssuer: 'https://id.example' });
    await expect(insert).rejects.toHaveProperty('cause.constraint', 'users_provider_whole');
  });

  it('returns rows and their count from query(text, values)', async () => {
    const answer = await database.query<{ sum: number }>('select $1::int + $2::int as sum', [2, 3]);
    expect(answer).toEqual({ rows: [{ sum: 5 }], rowCount: 1 });
  });

  it('counts the changed rows', async () => {
    await database.db.insert(users).values(ada);
    const update = 'update users set name = $1 where email = $2';
    expect((await database.query(update, ['A', ada.email])).rowCount).toBe(1);
    expect((await database.query(update, ['A', 'nobody@example.com'])).rowCount).toBe(0);
  });

  it('rolls back a whole transaction', async () => {
    const failing = database.db.transaction(async (transaction) => {
      await transaction.insert(users).values(ada);
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    expect(await database.db.select().from(users)).toEqual([]);
  });
});

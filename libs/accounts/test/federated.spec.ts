import { openDatabase, users, type Database } from '@portcullis/database';
import { freshPostgres, type FreshPostgres } from '@portcullis/database/testing';
import { scratchPglite, type ScratchPglite } from '../../../tools/servers/index.mjs';
import { openAccounts, type Accounts, type FederatedIdentity } from '../src/index.js';

const grace: FederatedIdentity = {
  issuer: 'https://id.example',
  subject: '1000',
  email: 'grace@example.com',
  emailVerified: true,
  name: 'Grace',
  role: 'viewer',
};

describe.each(['pglite', 'postgres'] as const)('users of an identity provider, on %s', (kind) => {
  let server: FreshPostgres | undefined;
  let folder: ScratchPglite | undefined;
  let database: Database;
  let accounts: Accounts;

  beforeAll(async () => {
    if (kind === 'postgres') server = await freshPostgres();
    else folder = await scratchPglite();
    database = await openDatabase({ url: server?.url, dataDir: folder?.dataDir });
    accounts = await openAccounts(database);
  });

  afterAll(async () => {
    await database.close();
    await server?.drop();
    await folder?.remove();
  });

  beforeEach(async () => {
    await database.db.delete(users);
  });

  it('are created at the first sign-in and found at the next', async () => {
    const first = await accounts.findOrCreateFederated(grace);
    expect(first).toMatchObject({ email: 'grace@example.com', name: 'Grace', role: 'viewer' });
    expect(await accounts.findOrCreateFederated(grace)).toEqual(first);
    expect(await accounts.list()).toEqual([first]);
  });

  it('are identified by issuer and subject, and keep their data', async () => {
    const first = await accounts.findOrCreateFederated(grace);
    const again = { ...grace, email: 'new@example.com', role: 'admin', emailVerified: false };
    expect(await accounts.findOrCreateFederated(again)).toEqual(first);
  });

  it('get one account when they sign in several times at once', async () => {
    const visits = Array.from({ length: 12 }, () => accounts.findOrCreateFederated(grace));
    const ids = new Set((await Promise.all(visits)).map((user) => user.id));
    expect(ids.size).toBe(1);
    expect(await accounts.list()).toHaveLength(1);
  });

  it('cannot take over an account with a password', async () => {
    const owner = { email: grace.email, name: 'Owner', role: 'admin', password: 'owner of this' };
    const account = await accounts.create(owner);
    await expect(accounts.findOrCreateFederated(grace)).rejects.toMatchObject({
      code: 'ERR_ACCOUNT_EMAIL_TAKEN',
    });
    expect(await accounts.checkCredentials(owner.email, owner.password)).toEqual(account);
    expect(await accounts.list()).toEqual([account]);
  });

  it.each([{ subject: '1001' }, { issuer: 'https://other.example' }])(
    'cannot share an e-mail with %j',
    async (other) => {
      await accounts.findOrCreateFederated(grace);
      await expect(accounts.findOrCreateFederated({ ...grace, ...other })).rejects.toMatchObject({
        code: 'ERR_ACCOUNT_EMAIL_TAKEN',
      });
    },
  );

  it.each<unknown>([false, undefined, null, 'false', 'true', 1, {}, [true]])(
    'are not created when email_verified is %j',
    async (emailVerified) => {
      const unverified = { ...grace, emailVerified: emailVerified as boolean };
      await expect(accounts.findOrCreateFederated(unverified)).rejects.toMatchObject({
        code: 'ERR_ACCOUNT_EMAIL_UNVERIFIED',
      });
      expect(await accounts.list()).toEqual([]);
    },
  );

  it.each([
    ['issuer', ''],
    ['issuer', 'not an issuer'],
    ['subject', ''],
    ['subject', 'x'.repeat(256)],
    ['subject', 'nul\u0000'],
    ['email', 'nobody'],
    ['email', '\u{212a}ate@example.com'], // toLowerCase makes it kate@example.com
    ['email', '\u{a0}grace@example.com'],
    ['email', 'grace@example.com\u{2003}'],
    ['name', ''],
    ['role', 'two words'],
  ])('are rejected with the %s %j', async (field, value) => {
    await expect(
      accounts.findOrCreateFederated({ ...grace, [field]: value }),
    ).rejects.toMatchObject({
      code: 'ERR_ACCOUNT_INVALID',
      field,
    });
  });

  it('cannot sign in with a password', async () => {
    await accounts.findOrCreateFederated(grace);
    expect(await accounts.checkCredentials(grace.email, '')).toBeUndefined();
  });
});

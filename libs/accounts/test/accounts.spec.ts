import { openDatabase, users, type Database } from '@portcullis/database';
import { scratchPostgres, type ScratchPostgres } from '../../../tools/servers/index.mjs';
import { openAccounts, type Accounts } from '../src/index.js';

const ada = { email: 'ada@example.com', name: 'Ada', role: 'editor', password: 'correct horse' };
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

describe('accounts', () => {
  let schema: ScratchPostgres;
  let database: Database;
  let accounts: Accounts;

  beforeAll(async () => {
    schema = await scratchPostgres();
    database = await openDatabase({ url: schema.url });
    accounts = await openAccounts(database);
  });

  afterAll(async () => {
    await database.close();
    await schema.remove();
  });

  beforeEach(async () => {
    await database.db.delete(users);
  });

  describe('create', () => {
    it('returns the public fields of the user', async () => {
      const user = await accounts.create(ada);
      expect(user).toEqual({
        id: expect.stringMatching(UUID) as string,
        email: 'ada@example.com',
        name: 'Ada',
        role: 'editor',
      });
    });

    it('stores an argon2id hash with the OWASP parameters and its own salt', async () => {
      await accounts.create(ada);
      await accounts.create({ ...ada, email: 'same-password@example.com' });
      const rows = await database.db.select({ hash: users.passwordHash }).from(users);
      for (const { hash } of rows) expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
      expect(rows[0]?.hash).not.toBe(rows[1]?.hash);
    });

    it('lower-cases the e-mail and rejects it a second time in any case', async () => {
      const user = await accounts.create({ ...ada, email: ' Ada@Example.COM ' });
      expect(user.email).toBe('ada@example.com');
      await expect(accounts.create({ ...ada, email: 'ADA@example.com' })).rejects.toMatchObject({
        code: 'ERR_ACCOUNT_EMAIL_TAKEN',
        field: 'email',
      });
    });

    it.each([
      ['email', ''],
      ['email', 'ada'],
      ['email', 'ada@'],
      ['email', 'a@b@c'],
      ['email', 'ada@exa\u0000mple.com'],
      ['email', `ada@${'x'.repeat(251)}`],
      ['name', '   '],
      ['name', 'two\nlines'],
      ['name', 'x'.repeat(201)],
      ['role', ''],
      ['role', 'two words'],
      ['role', 'x'.repeat(65)],
      ['password', '7 chars'],
      ['password', 'x'.repeat(1025)],
      ['password', 'é'.repeat(513)],
    ])('rejects the %s %j', async (field, value) => {
      await expect(accounts.create({ ...ada, [field]: value })).rejects.toMatchObject({
        code: 'ERR_ACCOUNT_INVALID',
        field,
      });
      expect(await accounts.list()).toEqual([]);
    });

    it('does not put a rejected password into the message', async () => {
      const refused = accounts.create({ ...ada, password: 'hunter2' });
      await expect(refused).rejects.toThrow(/^(?!.*hunter2)/s);
    });

    it.each(['12345678', 'x'.repeat(1024)])(
      'accepts a password at the limits',
      async (password) => {
        await accounts.create({ ...ada, password });
        expect(await accounts.checkCredentials(ada.email, password)).toBeDefined();
      },
    );
  });

  describe('checkCredentials', () => {
    it('returns the user for the right password, regardless of the case of the e-mail', async () => {
      const user = await accounts.create(ada);
      expect(await accounts.checkCredentials(' ADA@example.com\t', ada.password)).toEqual(user);
    });

    it('accepts a password in another Unicode normal form', async () => {
      await accounts.create({ ...ada, password: 'caf\u00e9 au lait' });
      expect(await accounts.checkCredentials(ada.email, 'cafe\u0301 au lait')).toBeDefined();
    });

    it.each([
      ['a wrong password', ada.email, 'wrong horse'],
      ['an empty password', ada.email, ''],
      ['a password that is too long', ada.email, 'x'.repeat(100_000)],
      ['an unknown e-mail', 'nobody@example.com', ada.password],
      ['a malformed e-mail', 'nobody', ada.password],
      ['an e-mail that SQL text cannot contain', 'a\u0000@example.com', ada.password],
    ])('returns undefined for %s', async (_what, email, password) => {
      await accounts.create(ada);
      expect(await accounts.checkCredentials(email, password)).toBeUndefined();
    });

    it('returns undefined for an account without a password', async () => {
      const { password: _none, ...withoutPassword } = ada;
      await accounts.create(withoutPassword);
      expect(await accounts.checkCredentials(ada.email, '')).toBeUndefined();
    });
  });

  describe('ensureUser', () => {
    it('creates an account, and the next time updates everything except the role', async () => {
      const first = await accounts.ensureUser(ada);
      const second = await accounts.ensureUser({ ...ada, role: 'admin', password: 'another one' });
      expect(second).toEqual(first);
      expect(await accounts.checkCredentials(ada.email, 'another one')).toEqual(second);
      expect(await accounts.checkCredentials(ada.email, ada.password)).toBeUndefined();
    });

    it('keeps the password when the argument has none', async () => {
      await accounts.ensureUser(ada);
      await accounts.ensureUser({ email: ada.email, name: 'Ada L.', role: 'admin' });
      expect(await accounts.checkCredentials(ada.email, ada.password)).toMatchObject({
        name: 'Ada L.',
      });
    });

    it('does not set a password for a user of an identity provider', async () => {
      const { password: _none, ...person } = ada;
      const issuer = 'https://id.example';
      await accounts.findOrCreateFederated({
        ...person,
        issuer,
        subject: '1',
        emailVerified: true,
      });
      await expect(accounts.ensureUser(ada)).rejects.toMatchObject({
        code: 'ERR_ACCOUNT_EMAIL_TAKEN',
      });
    });
  });

  describe('findById and list', () => {
    it('finds a user by ID', async () => {
      const user = await accounts.create(ada);
      expect(await accounts.findById(user.id)).toEqual(user);
      expect(await accounts.findById(user.id.toUpperCase())).toEqual(user);
    });

    it.each(['00000000-0000-4000-8000-000000000000', 'not-a-uuid', ''])(
      'finds no user for %j',
      async (id) => {
        await accounts.create(ada);
        expect(await accounts.findById(id)).toBeUndefined();
      },
    );

    it('lists users in the order of creation, page by page', async () => {
      for (const name of ['c', 'a', 'b']) {
        await accounts.create({ email: `${name}@example.com`, name, role: 'viewer' });
      }
      expect((await accounts.list()).map((user) => user.name)).toEqual(['c', 'a', 'b']);
      const [second, ...rest] = await accounts.list({ limit: 1, offset: 1 });
      expect(second?.name).toBe('a');
      expect(rest).toEqual([]);
    });

    it.each([{ limit: 0 }, { limit: 1001 }, { limit: 1.5 }, { offset: -1 }])(
      'rejects the paging %j',
      async (options) => {
        await expect(accounts.list(options)).rejects.toThrow(RangeError);
      },
    );
  });
});

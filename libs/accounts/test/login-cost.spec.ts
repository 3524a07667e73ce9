import { openDatabase, type Database } from '@portcullis/database';
import { scratchPostgres, type ScratchPostgres } from '../../../tools/servers/index.mjs';
import { argon2id, openAccounts, type Accounts, type PasswordHasher } from '../src/index.js';

/** The real hasher. Records each created hash, and each hash that a password was verified against. */
function recording(): PasswordHasher & { readonly made: string[]; readonly verified: string[] } {
  const made: string[] = [];
  const verified: string[] = [];
  return {
    made,
    verified,
    async hash(password) {
      const encoded = await argon2id.hash(password);
      made.push(encoded);
      return encoded;
    },
    verify(encoded, password) {
      verified.push(encoded);
      return argon2id.verify(encoded, password);
    },
  };
}

/** `$argon2id$v=19$m=…,t=…,p=…`, which determines the time of a verification. */
const parametersOf = (encoded: string) => encoded.split('$').slice(0, 4).join('$');

describe('the cost of a login', () => {
  let schema: ScratchPostgres;
  let database: Database;
  let accounts: Accounts;
  const hasher = recording();

  beforeAll(async () => {
    schema = await scratchPostgres();
    database = await openDatabase({ url: schema.url });
    accounts = await openAccounts(database, { hasher });
    await accounts.create({
      email: 'ada@example.com',
      name: 'Ada',
      role: 'editor',
      password: 'rightright',
    });
    await accounts.create({ email: 'no-password@example.com', name: 'No', role: 'viewer' });
    await accounts.findOrCreateFederated({
      issuer: 'https://id.example',
      subject: '1',
      email: 'grace@example.com',
      emailVerified: true,
      name: 'Grace',
      role: 'viewer',
    });
  });

  afterAll(async () => {
    await database.close();
    await schema.remove();
  });

  beforeEach(() => {
    hasher.verified.length = 0;
  });

  it.each([
    ['the right password', 'ada@example.com', 'rightright'],
    ['a wrong password', 'ada@example.com', 'wrongwrong'],
    ['a password that is too long', 'ada@example.com', 'x'.repeat(2000)],
    ['an unknown e-mail', 'nobody@example.com', 'rightright'],
    ['a malformed e-mail', 'nobody', 'rightright'],
    ['an account without a password', 'no-password@example.com', 'rightright'],
    ['an account of an identity provider', 'grace@example.com', 'rightright'],
  ])('is one hash verification with the same parameters for %s', async (_what, email, password) => {
    await accounts.checkCredentials(email, password);
    expect(hasher.verified).toHaveLength(1);
    expect(hasher.verified.map(parametersOf)).toEqual(['$argon2id$v=19$m=19456,t=2,p=1']);
  });

  it('hashes the decoy password once, at the start', async () => {
    await accounts.checkCredentials('nobody@example.com', 'rightright');
    expect(hasher.verified).toEqual([hasher.made[0]]);
    expect(hasher.made).toHaveLength(2);
  });
});

import { randomBytes } from 'node:crypto';
import { users, type Database } from '@portcullis/database';
import { and, asc, eq, isNull } from 'drizzle-orm';
import { AccountError } from './errors.js';
import { argon2id, type PasswordHasher } from './password-hasher.js';
import { userColumns, type User } from './user.js';
import * as valid from './validation.js';

/** An account to create. */
export interface NewAccount {
  /** Stored in lower case; unique regardless of case. */
  readonly email: string;
  readonly name: string;
  readonly role: string;
  /** At least 8 characters, at most 1024 bytes. Without it, the account has no password sign-in. */
  readonly password?: string | undefined;
}

/** The identity in a verified ID token. */
export interface FederatedIdentity {
  /** `iss` of the ID token. */
  readonly issuer: string;
  /** `sub` of the ID token. Issuer and subject alone identify a returning user. */
  readonly subject: string;
  readonly email: string;
  /** `email_verified` of the ID token. */
  readonly emailVerified: boolean;
  readonly name: string;
  /** Role of a new account. An existing account keeps its role. */
  readonly role: string;
}

/** Options of {@link openAccounts}. */
export interface AccountsOptions {
  /** Default: argon2id with 19 MiB, two passes, one lane. */
  readonly hasher?: PasswordHasher;
}

/** Paging of {@link Accounts.list}. */
export interface ListOptions {
  /** Default 100; 1 to 1000. */
  readonly limit?: number;
  /** Default 0. */
  readonly offset?: number;
}

/**
 * Opens the accounts in a database. Hashes one random password, against which logins of unknown users are checked.
 */
export async function openAccounts(
  database: Database,
  options: AccountsOptions = {},
): Promise<Accounts> {
  const hasher = options.hasher ?? argon2id;
  const decoy = await hasher.hash(randomBytes(32).toString('base64'));
  return new Accounts(database, hasher, decoy);
}

/** Users and their passwords. Created by {@link openAccounts}. */
export class Accounts {
  readonly #db: Database['db'];
  readonly #hasher: PasswordHasher;
  readonly #decoy: string;

  /** @param decoy - hash that matches no password, with the hasher's own parameters */
  constructor(database: Database, hasher: PasswordHasher, decoy: string) {
    this.#db = database.db;
    this.#hasher = hasher;
    this.#decoy = decoy;
  }

  /**
   * Creates an account.
   *
   * @throws {AccountError} `ERR_ACCOUNT_INVALID` for an invalid field, `ERR_ACCOUNT_EMAIL_TAKEN`
   */
  async create(account: NewAccount): Promise<User> {
    const row = await this.#rowOf(account);
    const [user] = await this.#db
      .insert(users)
      .values(row)
      .onConflictDoNothing()
      .returning(userColumns);
    return user ?? emailTaken(row.email);
  }

  /**
   * Creates an account, or updates the name and password of the account with this e-mail: for demo and bootstrap users.
   * Without `password`, the stored password is kept. The stored role is always kept, so that a restart does not undo a
   * role change.
   *
   * @throws {AccountError} `ERR_ACCOUNT_INVALID`; `ERR_ACCOUNT_EMAIL_TAKEN` when the e-mail belongs to a user of an
   *   identity provider
   */
  async ensureUser(account: NewAccount): Promise<User> {
    const row = await this.#rowOf(account);
    const { role: _first, ...rest } = row;
    const [user] = await this.#db
      .insert(users)
      .values(row)
      .onConflictDoUpdate({
        target: users.email,
        set: rest,
        setWhere: isNull(users.providerIssuer),
      })
      .returning(userColumns);
    return user ?? emailTaken(row.email);
  }

  /**
   * Returns the user with this e-mail and password, or undefined. Every call verifies exactly one hash, also for an unknown
   * e-mail, an account without a password and malformed input, so that response times do not reveal which accounts exist.
   */
  async checkCredentials(email: string, password: string): Promise<User | undefined> {
    const normalEmail = valid.normalizeEmail(email);
    const normalPassword = valid.normalizePassword(password);
    const found = normalEmail === undefined ? undefined : await this.#findWithHash(normalEmail);
    const hash = normalPassword === undefined ? undefined : found?.passwordHash;
    const matches = await this.#hasher.verify(hash ?? this.#decoy, normalPassword ?? '');
    return matches && found && hash ? found.user : undefined;
  }

  /**
   * Returns the user with this issuer and subject; creates the account at the first sign-in.
   *
   * An existing account with the same e-mail is never linked: otherwise the owner of that address at the provider would
   * take over an account without knowing its password. Concurrent first sign-ins create one account, by the database's
   * unique index.
   *
   * @throws {AccountError} `ERR_ACCOUNT_INVALID`; for a new account also `ERR_ACCOUNT_EMAIL_TAKEN`, and
   *   `ERR_ACCOUNT_EMAIL_UNVERIFIED` when the provider has not verified the e-mail, since anyone could enter an address
   *   that belongs to somebody else
   */
  async findOrCreateFederated(identity: FederatedIdentity): Promise<User> {
    valid.requireProvider(identity.issuer, identity.subject);
    const known = await this.#findFederated(identity);
    if (known) return known;
    if (identity.emailVerified !== true) throw emailUnverified(); // the string "false" is truthy
    const email = valid.requireEmail(identity.email);
    const [added] = await this.#db
      .insert(users)
      .values({
        email,
        name: valid.requireName(identity.name),
        role: valid.requireRole(identity.role),
        providerIssuer: identity.issuer,
        providerSubject: identity.subject,
      })
      .onConflictDoNothing()
      .returning(userColumns);
    return added ?? (await this.#findFederated(identity)) ?? emailTaken(email);
  }

  /** Returns the user with this ID, or undefined, also for an ID that is not a UUID. */
  async findById(id: string): Promise<User | undefined> {
    if (!UUID.test(id)) return undefined;
    const [user] = await this.#db.select(userColumns).from(users).where(eq(users.id, id));
    return user;
  }

  /**
   * Changes the role of a user.
   *
   * @returns the user, or undefined for an unknown ID
   * @throws {AccountError} `ERR_ACCOUNT_INVALID`
   */
  async setRole(id: string, role: string): Promise<User | undefined> {
    const valued = { role: valid.requireRole(role) };
    if (!UUID.test(id)) return undefined;
    const [user] = await this.#db
      .update(users)
      .set(valued)
      .where(eq(users.id, id))
      .returning(userColumns);
    return user;
  }

  /**
   * Lists users, oldest account first.
   *
   * @throws {RangeError} for an invalid limit or offset
   */
  async list({ limit = 100, offset = 0 }: ListOptions = {}): Promise<User[]> {
    requireInteger('limit', limit, 1, 1000);
    requireInteger('offset', offset, 0, Number.MAX_SAFE_INTEGER);
    return this.#db
      .select(userColumns)
      .from(users)
      .orderBy(asc(users.createdAt), asc(users.id))
      .limit(limit)
      .offset(offset);
  }

  async #rowOf(account: NewAccount) {
    const row = {
      email: valid.requireEmail(account.email),
      name: valid.requireName(account.name),
      role: valid.requireRole(account.role),
    };
    if (account.password === undefined) return row;
    const password = valid.requirePassword(account.password);
    return { ...row, passwordHash: await this.#hasher.hash(password) };
  }

  async #findWithHash(
    email: string,
  ): Promise<{ user: User; passwordHash: string | null } | undefined> {
    const [row] = await this.#db
      .select({ user: userColumns, passwordHash: users.passwordHash })
      .from(users)
      .where(eq(users.email, email));
    return row;
  }

  async #findFederated({ issuer, subject }: FederatedIdentity): Promise<User | undefined> {
    const [user] = await this.#db
      .select(userColumns)
      .from(users)
      .where(and(eq(users.providerIssuer, issuer), eq(users.providerSubject, subject)));
    return user;
  }
}

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

function requireInteger(name: string, value: number, least: number, most: number): void {
  if (Number.isSafeInteger(value) && value >= least && value <= most) return;
  throw new RangeError(
    `Invalid option "${name}": received ${value}, expected a whole number from ${least} to ${most}`,
  );
}

function emailTaken(email: string): never {
  throw new AccountError(
    'ERR_ACCOUNT_EMAIL_TAKEN',
    `${email} already has an account: sign in with the method that created it`,
    'email',
  );
}

function emailUnverified(): AccountError {
  return new AccountError(
    'ERR_ACCOUNT_EMAIL_UNVERIFIED',
    'the identity provider has not verified this e-mail address: verify it there first',
    'email',
  );
}

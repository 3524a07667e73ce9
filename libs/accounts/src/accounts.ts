import { randomBytes } from 'node:crypto';
import { users, type Database } from '@portcullis/database';
import { and, asc, eq, isNull } from 'drizzle-orm';
import { AccountError } from './errors.js';
import { argon2id, type PasswordHasher } from './password-hasher.js';
import { userColumns, type User } from './user.js';
import * as valid from './validation.js';

/** A person to be added. */
export interface NewAccount {
  /** Stored lower-cased; unique whatever its case. */
  readonly email: string;
  readonly name: string;
  readonly role: string;
  /** 8 characters to 1024 bytes. Without one the account can't sign in by password. */
  readonly password?: string | undefined;
}

/** What a verified ID token of an identity provider says about a person. */
export interface FederatedIdentity {
  /** `iss` of the ID token. */
  readonly issuer: string;
  /** `sub` of the ID token: with the issuer, the only thing a returning person is known by. */
  readonly subject: string;
  readonly email: string;
  /** `email_verified` of the ID token. */
  readonly emailVerified: boolean;
  readonly name: string;
  /** Given to a new account only; a returning person keeps the role they have here. */
  readonly role: string;
}

/** Settings of {@link openAccounts}. */
export interface AccountsOptions {
  /** Default: argon2id with 19 MiB, two passes, one lane. */
  readonly hasher?: PasswordHasher;
}

/** Which part of the list to read. */
export interface ListOptions {
  /** Default 100; 1 to 1000. */
  readonly limit?: number;
  /** Default 0. */
  readonly offset?: number;
}

/**
 * Opens the accounts kept in a database. Hashes one random password first, which logins of unknown
 * people are checked against.
 */
export async function openAccounts(
  database: Database,
  options: AccountsOptions = {},
): Promise<Accounts> {
  const hasher = options.hasher ?? argon2id;
  const decoy = await hasher.hash(randomBytes(32).toString('base64'));
  return new Accounts(database, hasher, decoy);
}

/** The people who can sign in, and the check of their passwords. Made by {@link openAccounts}. */
export class Accounts {
  readonly #db: Database['db'];
  readonly #hasher: PasswordHasher;
  readonly #decoy: string;

  /** @param decoy - a hash that no password matches, made with the hasher's own parameters */
  constructor(database: Database, hasher: PasswordHasher, decoy: string) {
    this.#db = database.db;
    this.#hasher = hasher;
    this.#decoy = decoy;
  }

  /**
   * Adds a person.
   *
   * @throws {AccountError} `ERR_ACCOUNT_INVALID` for a field out of bounds, `ERR_ACCOUNT_EMAIL_TAKEN`
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
   * Adds a person, or gives the one with that e-mail this name and password: for demonstration and
   * bootstrap users. Without a password in the argument, the stored one stays. So does the role: who was given less
   * is not given it back by a restart.
   *
   * @throws {AccountError} `ERR_ACCOUNT_INVALID`; `ERR_ACCOUNT_EMAIL_TAKEN` when the e-mail belongs to
   *   somebody who signs in through an identity provider
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
   * The person with this e-mail and password, or undefined. An unknown e-mail, a person without a
   * password, and input that can't be right cost the same one hash verification as a wrong password, so
   * that the answer's time does not tell them apart.
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
   * The person whom an identity provider vouches for, added at the first visit. They are known by issuer
   * and subject alone. An e-mail that already has an account here is never taken over or linked: whoever
   * controls an address at the provider would become the owner of an account whose password they don't
   * know. Such a visitor is refused, and signs in with the password.
   *
   * Safe when the same person arrives twice at once: the database's unique index decides.
   *
   * @throws {AccountError} `ERR_ACCOUNT_INVALID`; for a newcomer `ERR_ACCOUNT_EMAIL_UNVERIFIED` when the
   *   provider has not verified the e-mail (anybody could reserve another's address), and
   *   `ERR_ACCOUNT_EMAIL_TAKEN`
   */
  async findOrCreateFederated(identity: FederatedIdentity): Promise<User> {
    valid.requireProvider(identity.issuer, identity.subject);
    const known = await this.#findFederated(identity);
    if (known) return known;
    if (identity.emailVerified !== true) throw emailUnverified(); // "false" as text is true, too
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

  /** The person with this id, or undefined; text that is no UUID is nobody's. */
  async findById(id: string): Promise<User | undefined> {
    if (!UUID.test(id)) return undefined;
    const [user] = await this.#db.select(userColumns).from(users).where(eq(users.id, id));
    return user;
  }

  /**
   * Gives a person another role.
   *
   * @returns undefined where there is nobody with this id
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
   * People in the order they were added.
   *
   * @throws {RangeError} for a limit or offset out of bounds
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
  throw new RangeError(`${name} must be a whole number from ${least} to ${most}, got ${value}`);
}

function emailTaken(email: string): never {
  throw new AccountError(
    'ERR_ACCOUNT_EMAIL_TAKEN',
    `${email} already has an account; sign in to it the way it was made`,
    'email',
  );
}

function emailUnverified(): AccountError {
  return new AccountError(
    'ERR_ACCOUNT_EMAIL_UNVERIFIED',
    'the identity provider has not verified the e-mail address; verify it there first',
    'email',
  );
}

import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Accounts } from '@portcullis/accounts';

/** A demo user. */
export interface DemoUser {
  readonly email: string;
  readonly name: string;
  readonly role: string;
  readonly password: string;
}

/** Creates the demo users. */
@Injectable()
export class DemoUsers {
  #list: readonly Pick<DemoUser, 'email' | 'role'>[] = [];

  constructor(@Inject(Accounts) private readonly accounts: Accounts) {}

  /** The demo users; empty until they are created. */
  get list(): readonly Pick<DemoUser, 'email' | 'role'>[] {
    return this.#list;
  }

  /**
   * Creates the three demo users, or sets new passwords for existing ones.
   *
   * @param password - one password for all; default: a random one for each
   */
  async make(password?: string): Promise<readonly DemoUser[]> {
    const users = ['admin', 'editor', 'viewer'].map((role) => ({
      email: `${role}@example.com`,
      name: `Demo ${role}`,
      role,
      password: password ?? randomBytes(9).toString('base64url'),
    }));
    await Promise.all(users.map((user) => this.accounts.ensureUser(user)));
    this.#list = users.map(({ email, role }) => ({ email, role }));
    return users;
  }
}

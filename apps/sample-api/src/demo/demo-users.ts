import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Accounts } from '@portcullis/accounts';

/** A user to try the sample with. */
export interface DemoUser {
  readonly email: string;
  readonly name: string;
  readonly role: string;
  readonly password: string;
}

/** The users to try the sample with, where the start has made them. */
@Injectable()
export class DemoUsers {
  #list: readonly Pick<DemoUser, 'email' | 'role'>[] = [];

  constructor(@Inject(Accounts) private readonly accounts: Accounts) {}

  /** Who they are; none before they are made. */
  get list(): readonly Pick<DemoUser, 'email' | 'role'>[] {
    return this.#list;
  }

  /**
   * Makes the three, or gives those of an earlier start a new password.
   *
   * @param password one for all; default: a random one for each
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

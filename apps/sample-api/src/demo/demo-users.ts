import { randomBytes } from 'node:crypto';
import type { Accounts } from '@portcullis/accounts';

/** A user to try the sample with. */
export interface DemoUser {
  readonly email: string;
  readonly name: string;
  readonly role: string;
  readonly password: string;
}

/**
 * Makes the three demo users, or gives those of an earlier start a new password.
 *
 * @param password one for all; default: a random one for each
 */
export async function seedDemoUsers(
  accounts: Accounts,
  password?: string,
): Promise<readonly DemoUser[]> {
  const users = ['admin', 'editor', 'viewer'].map((role) => ({
    email: `${role}@example.com`,
    name: `Demo ${role}`,
    role,
    password: password ?? randomBytes(9).toString('base64url'),
  }));
  await Promise.all(users.map((user) => accounts.ensureUser(user)));
  return users;
}

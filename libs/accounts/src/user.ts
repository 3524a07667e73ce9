import { users } from '@portcullis/database';

/** A user, without the password hash and the identity provider's subject. */
export interface User {
  /** UUID. */
  readonly id: string;
  /** In lower case. */
  readonly email: string;
  readonly name: string;
  readonly role: string;
}

/** The columns of a `User`. Queries select these only, so that a password hash cannot leak. */
export const userColumns = {
  id: users.id,
  email: users.email,
  name: users.name,
  role: users.role,
};

import { users } from '@portcullis/database';

/** A person, as the rest of the program may know them: no password hash, no provider's subject. */
export interface User {
  /** UUID. */
  readonly id: string;
  /** Lower-cased. */
  readonly email: string;
  readonly name: string;
  readonly role: string;
}

/** The columns of a `User`, for every query that answers one: a hash that isn't read can't leak. */
export const userColumns = {
  id: users.id,
  email: users.email,
  name: users.name,
  role: users.role,
};

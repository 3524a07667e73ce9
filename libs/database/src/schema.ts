import { sql } from 'drizzle-orm';
import { check, pgTable, text, timestamp, uniqueIndex, uuid } from 'drizzle-orm/pg-core';

/**
 * Users. A row has a password hash, or the `issuer` and `subject` of an identity provider, or neither. E-mails are stored
 * in lower case, enforced by the database, so that the unique index is case-insensitive.
 */
export const users = pgTable(
  'users',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    email: text('email').notNull(),
    name: text('name').notNull(),
    /** An encoded argon2id hash; null for a federated user. Read only by the accounts library. */
    passwordHash: text('password_hash'),
    role: text('role').notNull(),
    providerIssuer: text('provider_issuer'),
    providerSubject: text('provider_subject'),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [
    uniqueIndex('users_email_unique').on(table.email),
    uniqueIndex('users_provider_unique').on(table.providerIssuer, table.providerSubject),
    check('users_email_lower_case', sql`${table.email} = lower(${table.email})`),
    check(
      'users_provider_whole',
      sql`(${table.providerIssuer} is null) = (${table.providerSubject} is null)`,
    ),
  ],
);

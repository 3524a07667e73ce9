import { sql } from 'drizzle-orm';
import { check, pgTable, text, timestamp, uniqueIndex, uuid } from 'drizzle-orm/pg-core';

/**
 * People who can sign in. One row has a password hash, or belongs to an identity provider (`issuer` and
 * `subject` of its ID token), or neither yet. E-mails are stored lower-cased, and the database holds to
 * it, so that the plain unique index is case-insensitive.
 */
export const users = pgTable(
  'users',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    email: text('email').notNull(),
    name: text('name').notNull(),
    /** An encoded argon2id hash; null for a federated user. Never leaves the accounts library. */
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

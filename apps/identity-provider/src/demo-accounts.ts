/** A person known to the identity provider. */
export interface DemoAccount {
  /** `sub` of the tokens: stable, never reused, at most 255 ASCII characters. */
  readonly id: string;
  readonly email: string;
  /** `email_verified` of the ID token; default true. */
  readonly emailVerified?: boolean;
  readonly name: string;
  /** `role` of the access tokens. */
  readonly role: string;
}

/** The two people that the provider knows unless it is told of others. */
export const DEMO_ACCOUNTS: readonly DemoAccount[] = Object.freeze([
  { id: '100000000000000000001', email: 'ada@example.com', name: 'Ada Lovelace', role: 'editor' },
  { id: '100000000000000000002', email: 'grace@example.com', name: 'Grace Hopper', role: 'viewer' },
]);

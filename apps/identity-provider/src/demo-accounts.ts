/** A user of the identity provider. */
export interface DemoAccount {
  /** `sub` of the tokens: at most 255 ASCII characters. Keep it stable and never reuse it. */
  readonly id: string;
  readonly email: string;
  /** `email_verified` of the ID token; default true. */
  readonly emailVerified?: boolean;
  readonly name: string;
  /** `role` of the access tokens. */
  readonly role: string;
}

/** The default users of the provider. */
export const DEMO_ACCOUNTS: readonly DemoAccount[] = Object.freeze([
  { id: '100000000000000000001', email: 'ada@example.com', name: 'Ada Lovelace', role: 'editor' },
  { id: '100000000000000000002', email: 'grace@example.com', name: 'Grace Hopper', role: 'viewer' },
]);

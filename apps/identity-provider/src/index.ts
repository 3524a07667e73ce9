/** A local OpenID Provider, for development and tests in place of a real one such as Google. */
export { DEMO_ACCOUNTS } from './demo-accounts.js';
export type { DemoAccount } from './demo-accounts.js';
export { startIdentityProvider } from './identity-provider.js';
export type { IdentityProvider } from './identity-provider.js';
export { DEFAULT_API_AUDIENCE, DEFAULT_CLIENT_ID, DEFAULT_REDIRECT_URIS } from './options.js';
export type { IdentityProviderOptions } from './options.js';
export type { SigningKey, SigningKeys } from './signing-keys.js';

/** `@portcullis/core/presets`: options for well-known issuers. */
export { auth0, type Auth0Options } from './auth0.js';
export { clerk, type ClerkOptions } from './clerk.js';
export { cognito, type CognitoOptions } from './cognito.js';
export { entra, type EntraOptions } from './entra.js';
export { firebase, type FirebaseOptions } from './firebase.js';
export { githubActions, type GithubActionsOptions } from './github-actions.js';
export { gitlab, gitlabCi, type GitlabCiOptions, type GitlabOptions } from './gitlab.js';
export { google, type GoogleOptions } from './google.js';
export type { JobConditions } from './job-conditions.js';
export { keycloak, type KeycloakOptions } from './keycloak.js';
export { okta, type OktaOptions } from './okta.js';
export type { RemoteIssuerOptions } from './read-options.js';
export { supabase, type SupabaseOptions } from './supabase.js';

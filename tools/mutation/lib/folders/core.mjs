/** The folders of packages/core/src, the most security-relevant first. */
const PROPERTIES = 'properties/{header,encoding,claims,keys,policies}';
const VERIFIER = 'verifier/{token-verifier,create-verifier,header-memory}';

export const CORE_FOLDERS = {
  jws: {
    sources: ['jws/*.ts'],
    specs: ['jws/*', 'properties/header', 'attacks/{timing,malleable}', 'verifier/header-memory'],
  },
  encoding: {
    sources: ['encoding/*.ts'],
    specs: ['encoding/*', 'properties/{encoding,header}', 'jws/verify-compact'],
  },
  claims: {
    sources: ['claims/*.ts'],
    specs: ['claims/*', 'properties/{claims,policies}', 'verifier/token-verifier'],
  },
  jwk: {
    sources: ['jwk/*.ts'],
    specs: ['jwk/*', 'properties/keys', 'attacks/weak-keys'],
  },
  bearer: { sources: ['bearer/*.ts'], specs: ['bearer/*'] },
  verifier: {
    sources: ['verifier/*.ts'],
    specs: [
      'verifier/*',
      'claims/claims-schema',
      'attacks/{cache*,configuration}',
      'properties/policies',
      'presets/{keycloak,conditions}',
      'jwk/ml-dsa',
    ],
  },
  issuers: {
    sources: ['issuers/!(issuer-registry).ts'],
    specs: [
      'verifier/*',
      'claims/claims-schema',
      'attacks/configuration',
      'properties/policies',
      'presets/{keycloak,conditions}',
    ],
  },
  tenants: {
    sources: ['issuers/tenants/*.ts', 'issuers/issuer-registry.ts'],
    specs: ['verifier/{tenants*,issuer-registry,create-verifier,remote-keys}'],
  },
  keys: {
    sources: ['keys/*.ts'],
    specs: [
      'keys/*',
      'attacks/{remote-*,network}',
      'verifier/{migration,remote-keys,create-verifier}',
    ],
  },
  presets: { sources: ['presets/*.ts'], specs: ['presets/*'] },
  rest: {
    sources: ['*.ts', 'time/*.ts'],
    specs: ['*', PROPERTIES, VERIFIER, 'keys/remote-jwks.options'],
  },
};

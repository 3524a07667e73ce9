/**
 * Lists what each folder may import. The lint rule `portcullis/imports` and `npm run lint:imports` read this table.
 * An import that it does not list is an error.
 *
 * A root is a folder of the repository:
 * - `folders`: the folders and files in it, lowest first, each with the folders and files that it may import. `'*'`
 *   allows all of them. Files outside every listed folder belong to `'.'`.
 * - `packages`: the packages of this repository that it may import, with their declared subpaths.
 * - `externals`: the npm packages that it may import. `'*'` allows all. Built-in modules of Node.js are always
 *   allowed.
 * - `also`: other roots that it may import by a relative path.
 * - `nestInternals`: the folder that may import files of Nest's packages past their index; no other folder may.
 */

const NEST = [
  '@nestjs/common',
  '@nestjs/core',
  '@nestjs/microservices',
  '@nestjs/passport',
  '@nestjs/websockets',
  'passport',
  'passport-jwt',
  'reflect-metadata',
  'rxjs',
];

const PUBLISHED_AND_SHARED = [
  '@portcullis/core',
  '@portcullis/issuer',
  '@portcullis/nest',
  '@portcullis/database',
  '@portcullis/accounts',
  '@portcullis/identity-provider',
];

export const TABLE = {
  'packages/core/src': {
    packages: [],
    externals: ['jwks-rsa'],
    folders: {
      'mismatch.ts': [],
      'recently-missing.ts': [],
      'error-codes.ts': [],
      'errors.ts': ['mismatch.ts', 'error-codes.ts'],
      'encoding/ascii.ts': [],
      encoding: ['encoding/ascii.ts', 'errors.ts'],
      time: ['errors.ts', 'encoding/ascii.ts'],
      options: ['errors.ts', 'time'],
      'stray-whitespace.ts': ['errors.ts', 'time'],
      'application-calls.ts': ['errors.ts'],
      bearer: ['errors.ts', 'encoding/ascii.ts'],
      jws: ['errors.ts', 'encoding', 'encoding/ascii.ts'],
      jwk: ['errors.ts', 'encoding', 'encoding/ascii.ts', 'options', 'jws'],
      claims: ['errors.ts', 'encoding', 'encoding/ascii.ts', 'time'],
      keys: [
        'errors.ts',
        'mismatch.ts',
        'recently-missing.ts',
        'encoding',
        'encoding/ascii.ts',
        'time',
        'options',
        'jws',
        'jwk',
      ],
      issuers: [
        'errors.ts',
        'time',
        'options',
        'stray-whitespace.ts',
        'jws',
        'jwk',
        'claims',
        'keys',
      ],
      'issuers/tenants': [
        'errors.ts',
        'recently-missing.ts',
        'time',
        'options',
        'stray-whitespace.ts',
        'keys',
        'issuers',
      ],
      'issuers/issuer-registry.ts': ['errors.ts', 'time', 'issuers', 'issuers/tenants'],
      verifier: [
        'errors.ts',
        'encoding',
        'encoding/ascii.ts',
        'time',
        'options',
        'stray-whitespace.ts',
        'application-calls.ts',
        'jws',
        'jwk',
        'claims',
        'keys',
        'issuers',
        'issuers/tenants',
        'issuers/issuer-registry.ts',
      ],
      presets: ['errors.ts', 'time', 'options', 'keys', 'issuers'],
      '.': '*',
    },
  },
  'packages/core/test': tests('packages/core/src', ['@portcullis/core'], { without: NEST }),

  'packages/issuer/src': {
    packages: ['@portcullis/core'],
    externals: ['jose'],
    folders: {
      'store-access': [],
      signing: ['store-access'],
      'key-ring': ['signing', 'store-access'],
      sessions: ['signing', 'store-access'],
      revocation: ['store-access'],
      'stores/issuer-store.ts': ['key-ring', 'sessions', 'revocation'],
      'stores/memory': [
        'key-ring',
        'sessions',
        'revocation',
        'store-access',
        'stores/issuer-store.ts',
      ],
      'stores/postgres': [
        'key-ring',
        'sessions',
        'revocation',
        'store-access',
        'stores/issuer-store.ts',
      ],
      'stores/redis': [
        'key-ring',
        'sessions',
        'revocation',
        'store-access',
        'stores/issuer-store.ts',
      ],
      '.': '*',
    },
  },
  'packages/issuer/test': tests('packages/issuer/src', ['@portcullis/core', '@portcullis/issuer'], {
    without: NEST,
  }),

  'packages/nest/src': {
    packages: ['@portcullis/core', '@portcullis/issuer'],
    externals: NEST,
    nestInternals: 'nest-internals',
    folders: {
      request: [],
      'nest-internals': [],
      'options/callback-timeout.ts': [],
      transports: ['request', 'nest-internals'],
      'authorization/scope-grammar.ts': [],
      authorization: ['request', 'nest-internals'],
      options: ['request', 'transports', 'authorization', 'options/callback-timeout.ts'],
      authentication: ['request', 'transports', 'authorization'],
      decorators: ['request', 'transports', 'authorization', 'authorization/scope-grammar.ts'],
      passport: ['request', 'nest-internals', 'transports', 'authentication'],
      guards: ['request', 'transports', 'authorization', 'authentication'],
      connections: [
        'request',
        'nest-internals',
        'transports',
        'authorization',
        'authentication',
        'guards',
      ],
      enhancers: [
        'request',
        'nest-internals',
        'transports',
        'authorization',
        'authentication',
        'guards',
        'connections',
      ],
      audit: [
        'request',
        'nest-internals',
        'transports',
        'authorization',
        'authentication',
        'guards',
        'connections',
        'enhancers',
      ],
      issuer: [
        'request',
        'transports',
        'decorators',
        'options/callback-timeout.ts',
        'authorization/scope-grammar.ts',
      ],
      '.': '*',
    },
  },
  'packages/nest/test': tests('packages/nest/src', [
    '@portcullis/core',
    '@portcullis/issuer',
    '@portcullis/nest',
  ]),

  'libs/database/src': {
    packages: [],
    externals: ['@electric-sql/pglite', 'drizzle-orm', 'pg'],
    folders: { testing: [], '.': '*' },
  },
  'libs/database/test': tests('libs/database/src', []),
  'libs/accounts/src': {
    packages: ['@portcullis/database'],
    externals: ['@node-rs/argon2', 'drizzle-orm'],
    folders: { '.': '*' },
  },
  'libs/accounts/test': tests('libs/accounts/src', ['@portcullis/database']),

  'apps/identity-provider/src': {
    packages: [],
    externals: '*',
    folders: { '.': '*' },
  },
  'apps/identity-provider/test': tests('apps/identity-provider/src', []),
  'apps/sample-api/src': {
    packages: [
      '@portcullis/core',
      '@portcullis/issuer',
      '@portcullis/nest',
      '@portcullis/database',
      '@portcullis/accounts',
      '@portcullis/identity-provider',
    ],
    externals: '*',
    folders: {
      'call-store.ts': [],
      'json-body.ts': [],
      log: [],
      lifecycle: [],
      users: [],
      configuration: ['call-store.ts', 'log'],
      stores: ['call-store.ts', 'configuration'],
      page: [],
      demo: ['configuration'],
      'rate-limits': ['configuration'],
      health: ['lifecycle'],
      admin: ['call-store.ts', 'json-body.ts', 'configuration'],
      articles: ['json-body.ts'],
      auth: ['call-store.ts', 'json-body.ts', 'configuration', 'demo', 'rate-limits'],
      '.': '*',
    },
  },
  'apps/sample-api/test': tests('apps/sample-api/src', PUBLISHED_AND_SHARED),
  'apps/sample-web/src': {
    packages: [],
    externals: ['react', 'react-dom'],
    folders: {
      words: [],
      'http/answer.ts': [],
      token: '*',
      '.': '*',
    },
  },
  'apps/sample-web/test': tests('apps/sample-web/src', PUBLISHED_AND_SHARED),

  'docs/examples': { packages: ['@portcullis/core'], externals: '*', folders: { '.': '*' } },
  bench: {
    packages: ['@portcullis/core', '@portcullis/issuer', '@portcullis/nest'],
    externals: '*',
    also: ['tools'],
    folders: { lib: [], '.': '*' },
  },
  tools: {
    packages: ['@portcullis/core', '@portcullis/issuer', '@portcullis/nest'],
    externals: '*',
    folders: {
      'system-programs': [],
      imports: [],
      words: [],
      docs: [],
      jest: [],
      servers: ['system-programs'],
      browser: ['system-programs'],
      lint: ['imports'],
      'planted-bugs': ['jest'],
      mutation: ['docs', 'planted-bugs', 'servers'],
      '.': '*',
    },
  },
};

/**
 * The rules for tests: they may import their package, all their own folders, the tools, and all npm packages except
 * those in `without`.
 */
function tests(src, packages, { without = [], also = [] } = {}) {
  return {
    packages,
    externals: '*',
    without,
    also: [src, 'tools', ...also],
    folders: { '.': '*' },
  };
}

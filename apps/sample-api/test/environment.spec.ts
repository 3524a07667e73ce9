import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  ENVIRONMENT_VARIABLES,
  EnvironmentError,
  readEnvironment,
} from '../src/configuration/environment.js';
import { settingsFrom } from '../src/configuration/settings.js';

const PORT_RIGHT = 'a whole number from 0 to 65535 (0 picks a free port)';
const ADDRESS_RIGHT =
  'an https: URL, or an http: URL of this machine, without user name and fragment';
const CALLBACK_RIGHT = `${ADDRESS_RIGHT}, with the path /auth/callback`;
const PROXIES_RIGHT =
  'the number of proxies, 1 to 10, or their addresses separated by commas, such as 10.0.0.0/8, ::1 or loopback';
const SECRET_RIGHT = 'at least 32 random bytes (`openssl rand -base64 32` prints some)';
const KEK_RIGHT =
  '<id>:<base64 of 32 random bytes> (`echo "k1:$(openssl rand -base64 32)"` prints one); ' +
  'several separated by commas, the current one first';
const REFRESH_KEY_RIGHT =
  'base64 of at least 32 random bytes (`openssl rand -base64 32` prints one); ' +
  'several separated by commas, the current one first';
const PEM = '-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA\n-----END PUBLIC KEY-----';

describe('the environment', () => {
  it('may be empty', () => {
    expect(readEnvironment({})).toEqual({
      HOST: '127.0.0.1',
      PORT: 3000,
      HTTP_ADAPTER: 'express',
      DEMO_USERS: 'on',
      DATA_DIR: '.data',
      REDIS_PREFIX: 'portcullis:',
      JWKS_MAX_AGE: 600,
      LOGIN_RATE_LIMIT: 20,
      REFRESH_RATE_LIMIT: 60,
      PROVIDER_RATE_LIMIT: 30,
      RATE_LIMIT_WINDOW: 60,
      LOG_LEVEL: 'info',
      SHUTDOWN_DELAY: 0,
      REFRESH_COOKIE: 'host',
      JWT_ALGORITHM: 'RS256',
      JWT_ISSUER: 'http://localhost:3000',
      OIDC_CLIENT_ID: 'portcullis-demo',
      IDENTITY_PROVIDER: 'start',
      IDENTITY_PROVIDER_PORT: 4000,
    });
  });

  it('treats empty variables as not set', () => {
    const empty = Object.fromEntries(ENVIRONMENT_VARIABLES.map((name) => [name, '']));
    expect(readEnvironment(empty)).toEqual(readEnvironment({}));
  });

  it.each([
    ['PORT', '99999', PORT_RIGHT],
    ['PORT', '-1', PORT_RIGHT],
    ['PORT', '0x50', PORT_RIGHT],
    ['PORT', '80.5', PORT_RIGHT],
    ['PORT', '1e3', PORT_RIGHT],
    ['PORT', ' ', PORT_RIGHT],
    ['PORT', 'http', PORT_RIGHT],
    ['IDENTITY_PROVIDER_PORT', '70000', PORT_RIGHT],
    ['HOST', 'http://localhost', 'a host name or an IP address, such as 127.0.0.1'],
    ['HTTP_ADAPTER', 'koa', 'express or fastify'],
    ['DATA_DIR', '  ', 'a value that is not blank'],
    ['REDIS_PREFIX', 'two words', 'at most 64 ASCII characters without spaces'],
    ['TRUST_PROXY', 'true', PROXIES_RIGHT],
    ['TRUST_PROXY', '0', PROXIES_RIGHT],
    ['TRUST_PROXY', '11', PROXIES_RIGHT],
    ['TRUST_PROXY', '10.0.0.0/33', PROXIES_RIGHT],
    ['TRUST_PROXY', '0.0.0.0/0', PROXIES_RIGHT],
    ['TRUST_PROXY', '10.0.0.1, proxy.example', PROXIES_RIGHT],
    ['JWKS_MAX_AGE', '59', 'a whole number from 60 to 86400 (seconds)'],
    ['LOGIN_RATE_LIMIT', '0', 'a whole number from 1 to 1000000 (requests)'],
    ['REFRESH_RATE_LIMIT', 'off', 'a whole number from 1 to 1000000 (requests)'],
    ['PROVIDER_RATE_LIMIT', '1.5', 'a whole number from 1 to 1000000 (requests)'],
    ['LOG_LEVEL', 'loud', 'one of silent, fatal, error, warn, info, debug, trace'],
    ['SHUTDOWN_DELAY', '61', 'a whole number from 0 to 60 (seconds)'],
    ['REFRESH_COOKIE', 'insecure', 'host or development'],
    ['JWT_ALGORITHM', 'none', 'one of RS256, HS256, ES256, EdDSA'],
    ['JWT_ALGORITHM', 'rs256', 'one of RS256, HS256, ES256, EdDSA'],
    ['JWT_ISSUER', 'two words', 'a URL or a name without spaces, such as https://api.example.com'],
    ['JWT_ISSUER', 'urn:portcullis:internal', 'a name other than urn:portcullis:internal'],
    ['OIDC_ISSUER', 'accounts.google.com', ADDRESS_RIGHT],
    ['OIDC_ISSUER', 'http://issuer.example', ADDRESS_RIGHT],
    ['OIDC_ISSUER', 'https://user:word@issuer.example', ADDRESS_RIGHT],
    ['OIDC_ISSUER', 'http://127.0.0.1.evil.example', ADDRESS_RIGHT],
    ['OIDC_ISSUER', 'http://localhost:3000', 'an issuer other than JWT_ISSUER, which is this API'],
    ['OIDC_CLIENT_ID', 'my client', 'ASCII without spaces'],
    ['OIDC_REDIRECT_URI', 'https://api.example.com', CALLBACK_RIGHT],
    ['OIDC_REDIRECT_URI', 'http://api.example.com/auth/callback', CALLBACK_RIGHT],
    ['OIDC_REDIRECT_URI', 'https://api.example.com/auth/callback?to=/', CALLBACK_RIGHT],
    ['OIDC_JWKS_URI', 'file:///etc/passwd', ADDRESS_RIGHT],
    ['OIDC_JWKS_URI', 'https://issuer.example/jwks', 'no value, unless OIDC_ISSUER is set'],
    ['IDENTITY_PROVIDER', 'false', 'start or off'],
  ])('rejects %s=%j', (name, value, right) => {
    expectRefusal(
      { [name]: value },
      `${name}: received ${JSON.stringify(value)}, expected ${right}`,
    );
  });

  it.each([
    ['JWT_SECRET', 'short', SECRET_RIGHT],
    ['JWT_SECRET', 'a'.repeat(64), SECRET_RIGHT],
    ['JWT_SECRET', 'a-string-secret-at-least-256-bits-long', SECRET_RIGHT],
    ['JWT_SECRET', PEM, SECRET_RIGHT],
    ['DEMO_PASSWORD', 'seven77', 'at least 8 characters'],
    ['DEMO_PASSWORD', 'x'.repeat(1025), 'at most 1024 bytes'],
    ['REDIS_URL', 'http://:word@localhost', 'a Redis URL, redis://user:password@host:6379'],
    ['OIDC_CLIENT_SECRET', 'two words', 'the secret of OIDC_CLIENT_ID, ASCII without spaces'],
    ['OIDC_CLIENT_SECRET', 'GOCSPX-a-secret', 'no value, unless OIDC_ISSUER is set'],
    ['PORTCULLIS_KEK', 'a-text', KEK_RIGHT],
    ['PORTCULLIS_KEK', `k1:${Buffer.alloc(16, 7).toString('base64')}`, KEK_RIGHT],
    ['REFRESH_KEY', 'a-text', REFRESH_KEY_RIGHT],
    ['REFRESH_KEY', Buffer.alloc(31, 'ab').toString('base64'), REFRESH_KEY_RIGHT],
    ['REFRESH_KEY', Buffer.alloc(32, 7).toString('base64'), REFRESH_KEY_RIGHT],
    [
      'DATABASE_URL',
      'mysql://root:word@localhost/db',
      'a PostgreSQL URL, postgres://user:password@host:5432/name',
    ],
  ])('rejects an invalid %s without showing it (%#)', (name, value, right) => {
    const message = expectRefusal(
      { [name]: value },
      `${name}: received a value of ${value.length} characters, expected ${right}`,
    );
    expect(message).not.toContain(value);
  });

  it('names all invalid variables at once', () => {
    expectRefusal(
      { PORT: 'x', JWT_ALGORITHM: 'x', IDENTITY_PROVIDER: 'x' },
      [
        `PORT: received "x", expected ${PORT_RIGHT}`,
        'JWT_ALGORITHM: received "x", expected one of RS256, HS256, ES256, EdDSA',
        'IDENTITY_PROVIDER: received "x", expected start or off',
      ].join('\n'),
    );
  });

  it.each([
    ['DATABASE_URL', 'postgres://localhost/db'],
    ['REDIS_URL', 'redis://localhost'],
  ])('requires keys with %s, and says how to generate them', (server, url) => {
    const also = `, the same in every process that shares ${server}`;
    expectRefusal(
      { [server]: url },
      `PORTCULLIS_KEK: received no value, expected ${KEK_RIGHT}${also}\n` +
        `REFRESH_KEY: received no value, expected ${REFRESH_KEY_RIGHT}${also}`,
    );
    const PORTCULLIS_KEK = `k1:${randomBytes(32).toString('base64')}`;
    const keys = Array.from({ length: 2 }, () => randomBytes(32).toString('base64'));
    const REFRESH_KEY = keys.join(',');
    expect(readEnvironment({ [server]: url, PORTCULLIS_KEK, REFRESH_KEY })).toMatchObject({
      PORTCULLIS_KEK,
      REFRESH_KEY,
    });
  });

  it.each(['1', '10', 'loopback', '10.0.0.0/8, ::1', 'fd00::/8,uniquelocal'])(
    'accepts TRUST_PROXY=%s',
    (TRUST_PROXY) => {
      expect(readEnvironment({ TRUST_PROXY }).TRUST_PROXY).toBeDefined();
    },
  );

  it('keeps every byte of a secret', () => {
    const secret = ' spaces around, and then some ünïcode ';
    expect(readEnvironment({ JWT_SECRET: secret }).JWT_SECRET).toBe(secret);
  });

  it.each([
    [{}, undefined],
    [{ OIDC_ISSUER: 'https://accounts.google.com' }, 'https://www.googleapis.com/oauth2/v3/certs'],
    [{ OIDC_ISSUER: 'https://id.example/' }, 'https://id.example/jwks'],
    [
      { OIDC_ISSUER: 'https://id.example', OIDC_JWKS_URI: 'https://keys.example/k' },
      'https://keys.example/k',
    ],
  ])('determines the JWKS URL of the provider: %j', (variables, jwksUri) => {
    expect(settingsFrom(readEnvironment(variables)).provider?.jwksUri).toBe(jwksUri);
  });

  it('is documented in .env.example: every variable, with its default', () => {
    const example = readFileSync(join(import.meta.dirname, '../../../.env.example'), 'utf8');
    const shown = [...example.matchAll(/^# ?([A-Z][A-Z_]+)=(.*)$/gm)].map(
      ([, name = '', value = '']) => [name, value] as const,
    );
    expect(new Set(shown.map(([name]) => name))).toEqual(new Set(ENVIRONMENT_VARIABLES));
    expect(shown).toHaveLength(ENVIRONMENT_VARIABLES.length);
    expect(example.replaceAll(/^#.*$/gm, '').trim()).toBe('');

    const examples = Object.fromEntries(shown);
    const made = {
      PORTCULLIS_KEK: `k1:${randomBytes(32).toString('base64')}`,
      REFRESH_KEY: randomBytes(32).toString('base64'),
    };
    expect(readEnvironment({ ...examples, ...made })).toMatchObject({
      OIDC_ISSUER: 'https://accounts.google.com',
    });
    expect(examples).toMatchObject({
      JWT_SECRET: '',
      DEMO_PASSWORD: '',
      OIDC_CLIENT_SECRET: '',
      PORTCULLIS_KEK: '',
      REFRESH_KEY: '',
    });
    for (const [name, value] of Object.entries(readEnvironment({}))) {
      expect(examples).toHaveProperty(name, String(value));
    }
  });
});

function expectRefusal(variables: NodeJS.ProcessEnv, message: string): string {
  let thrown: unknown;
  try {
    readEnvironment(variables);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(EnvironmentError);
  expect((thrown as EnvironmentError).message).toBe(message);
  return message;
}

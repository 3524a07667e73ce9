/** Reads and validates the environment before anything starts. */
import { ConfigurationError, createVerifier } from '@portcullis/nest';
import { parseKeyEncryptionKeys } from '@portcullis/nest/issuer';
import { z } from 'zod';
import { LOG_LEVELS } from '../log/log.js';
import { readProxies } from './proxies.js';
import { parseRefreshKeys } from './refresh-keys.js';
import { INTERNAL_ISSUER } from './internal-issuer.js';
import { isLoopback } from './internal-issuer.js';

const ALGORITHMS = ['RS256', 'HS256', 'ES256', 'EdDSA'] as const;
const ADDRESS = 'an https: URL, or an http: URL of this machine, without user name and fragment';
const CALLBACK = `${ADDRESS}, with the path /auth/callback`;
const PROXIES =
  'the number of proxies, 1 to 10, or their addresses separated by commas, such as 10.0.0.0/8, ::1 or loopback';
const SECRET = 'at least 32 random bytes (`openssl rand -base64 32` prints some)';

const KEK =
  '<id>:<base64 of 32 random bytes> (`echo "k1:$(openssl rand -base64 32)"` prints one); ' +
  'several separated by commas, the current one first';
const REFRESH_KEY =
  'base64 of at least 32 random bytes (`openssl rand -base64 32` prints one); ' +
  'several separated by commas, the current one first';
const text = z.string().trim().min(1, 'a value that is not blank');

const number = (least: number, most: number, what = '') => {
  const right = `a whole number from ${least} to ${most}${what}`;
  return z
    .string()
    .trim()
    .regex(/^\d{1,9}$/, { error: right, abort: true })
    .transform(Number)
    .refine((value) => value >= least && value <= most, right);
};

const port = (fallback: number) => number(0, 65_535, ' (0 picks a free port)').default(fallback);
const rateLimit = (fallback: number) => number(1, 1_000_000, ' (requests)').default(fallback);

const SCHEMA = z.object({
  HOST: text
    .regex(/^[\w.:-]+$/, 'a host name or an IP address, such as 127.0.0.1')
    .default('127.0.0.1'),
  PORT: port(3000),
  TRUST_PROXY: text
    .transform(readProxies)
    .refine((proxies) => proxies !== undefined, PROXIES)
    .optional(),
  HTTP_ADAPTER: z.enum(['express', 'fastify'], 'express or fastify').default('express'),
  DATABASE_URL: text
    .regex(/^postgres(ql)?:\/\//, 'a PostgreSQL URL, postgres://user:password@host:5432/name')
    .optional(),
  DATA_DIR: text.default('.data'),
  REDIS_URL: text.regex(/^rediss?:\/\//, 'a Redis URL, redis://user:password@host:6379').optional(),
  REDIS_PREFIX: text
    .regex(/^[\x21-\x7e]{1,64}$/, 'at most 64 ASCII characters without spaces')
    .default('portcullis:'),
  PORTCULLIS_KEK: text.refine(takenBy(parseKeyEncryptionKeys), KEK).optional(),
  REFRESH_KEY: text.refine(takenBy(parseRefreshKeys), REFRESH_KEY).optional(),
  JWKS_MAX_AGE: number(60, 86_400, ' (seconds)').default(600),
  LOGIN_RATE_LIMIT: rateLimit(20),
  REFRESH_RATE_LIMIT: rateLimit(60),
  PROVIDER_RATE_LIMIT: rateLimit(30),
  RATE_LIMIT_WINDOW: number(1, 3600, ' (seconds)').default(60),
  LOG_LEVEL: z.enum(LOG_LEVELS, `one of ${LOG_LEVELS.join(', ')}`).default('info'),
  SHUTDOWN_DELAY: number(0, 60, ' (seconds)').default(0),
  REFRESH_COOKIE: z.enum(['host', 'development'], 'host or development').default('host'),
  JWT_ALGORITHM: z.enum(ALGORITHMS, `one of ${ALGORITHMS.join(', ')}`).default('RS256'),
  JWT_ISSUER: text
    .regex(/^[\x21-\x7e]+$/, 'a URL or a name without spaces, such as https://api.example.com')
    .refine((issuer) => issuer !== INTERNAL_ISSUER, `a name other than ${INTERNAL_ISSUER}`)
    .default('http://localhost:3000'),
  // Not trimmed: services that share the secret sign with every byte of it.
  JWT_SECRET: z.string().refine(isGoodSecret, SECRET).optional(),
  OIDC_ISSUER: text.refine(isWebAddress, ADDRESS).optional(),
  OIDC_CLIENT_ID: text.regex(/^[\x21-\x7e]+$/, 'ASCII without spaces').default('portcullis-demo'),
  OIDC_CLIENT_SECRET: text
    .regex(/^[\x21-\x7e]+$/, 'the secret of OIDC_CLIENT_ID, ASCII without spaces')
    .optional(),
  OIDC_REDIRECT_URI: text.refine(isCallback, CALLBACK).optional(),
  OIDC_JWKS_URI: text.refine(isWebAddress, ADDRESS).optional(),
  IDENTITY_PROVIDER: z.enum(['start', 'off'], 'start or off').default('start'),
  IDENTITY_PROVIDER_PORT: port(4000),
  DEMO_USERS: z.enum(['on', 'off'], 'on or off').default('on'),
  DEMO_PASSWORD: z
    .string()
    .min(8, 'at least 8 characters')
    .refine((password) => Buffer.byteLength(password) <= 1024, 'at most 1024 bytes')
    .optional(),
});

/** The validated environment of the sample API. */
export type Environment = z.infer<typeof SCHEMA>;

/** Names of all variables that the sample API reads. */
export const ENVIRONMENT_VARIABLES: readonly string[] = Object.freeze(Object.keys(SCHEMA.shape));

/** An environment variable has an invalid value. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
}

/** Variables whose values must not appear in messages. */
const NEVER_SHOWN = new Set([
  'JWT_SECRET',
  'OIDC_CLIENT_SECRET',
  'DEMO_PASSWORD',
  'DATABASE_URL',
  'REDIS_URL',
  'PORTCULLIS_KEK',
  'REFRESH_KEY',
]);

/**
 * Reads the environment. An empty variable counts as not set.
 *
 * @throws EnvironmentError that names each invalid variable, the received value (never a secret) and the expected one
 */
export function readEnvironment(variables: NodeJS.ProcessEnv): Environment {
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''));
  const parsed = SCHEMA.safeParse(given);
  const wrong = parsed.success
    ? contradictions(parsed.data)
    : parsed.error.issues.map(({ path, message }) => [String(path[0]), message] as const);
  if (parsed.success && wrong.length === 0) return Object.freeze(parsed.data);
  const lines = wrong.map(
    ([name, right]) => `${name}: received ${shown(name, given[name])}, expected ${right}`,
  );
  throw new EnvironmentError(lines.join('\n'));
}

/** Variables that are valid alone but not together: the name of one, and what is expected. */
function contradictions(environment: Environment): readonly Wrong[] {
  return [...providerContradictions(environment), ...missingKeys(environment)];
}

type Wrong = readonly [name: string, right: string];

/** Processes that share a server need the same keys, so generated keys of one machine are not enough. */
function missingKeys(environment: Environment): readonly Wrong[] {
  const { DATABASE_URL, REDIS_URL, PORTCULLIS_KEK, REFRESH_KEY: refreshKey } = environment;
  const server = DATABASE_URL === undefined ? REDIS_URL && 'REDIS_URL' : 'DATABASE_URL';
  if (server === undefined) return [];
  const also = `, the same in every process that shares ${server}`;
  return [
    ...(PORTCULLIS_KEK === undefined ? [['PORTCULLIS_KEK', KEK + also] as const] : []),
    ...(refreshKey === undefined ? [['REFRESH_KEY', REFRESH_KEY + also] as const] : []),
  ];
}

function providerContradictions({
  JWT_ISSUER,
  OIDC_ISSUER,
  OIDC_JWKS_URI,
  OIDC_CLIENT_SECRET,
}: Environment): readonly Wrong[] {
  const alone = { OIDC_JWKS_URI, OIDC_CLIENT_SECRET };
  for (const [name, value] of Object.entries(alone))
    if (OIDC_ISSUER === undefined && value !== undefined)
      return [[name, 'no value, unless OIDC_ISSUER is set']];
  if (OIDC_ISSUER === JWT_ISSUER)
    return [['OIDC_ISSUER', 'an issuer other than JWT_ISSUER, which is this API']];
  return [];
}

function shown(name: string, value: string | undefined): string {
  if (value === undefined) return 'no value';
  return NEVER_SHOWN.has(name) ? `a value of ${value.length} characters` : JSON.stringify(value);
}

/** Whether the verifier accepts the secret: long enough, not a public key, not from a tutorial. */
function isGoodSecret(secret: string): boolean {
  return takenBy(() => createVerifier({ issuer: INTERNAL_ISSUER, audience: null, secret }))(secret);
}

/** Whether `read` accepts the value. */
function takenBy(read: (value: string) => unknown): (value: string) => boolean {
  return (value) => {
    try {
      read(value);
      return true;
    } catch (error) {
      if (error instanceof ConfigurationError) return false;
      throw error;
    }
  };
}

function isWebAddress(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, hostname, username, password, hash } = new URL(value);
  if (username !== '' || password !== '' || hash !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
}

function isCallback(value: string): boolean {
  if (!isWebAddress(value)) return false;
  const { pathname, search } = new URL(value);
  return pathname === '/auth/callback' && search === '';
}

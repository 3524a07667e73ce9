/** A missing setting is often `null`: no option treats it as its default. */
import { randomBytes } from 'node:crypto';
import {
  KeyRing,
  MemoryKeyStore,
  MemoryRevocationStore,
  MemorySessionStore,
  RefreshSessions,
  Revocations,
  SigningKey,
  TokenSigner,
} from '@portcullis/issuer';
import {
  RedisKeyStore,
  RedisRevocationStore,
  RedisSessionStore,
  RedisStore,
} from '@portcullis/issuer/redis';
import { refusal } from './support/refusal.js';

const key = SigningKey.generate('HS256');
const signer = { issuer: 'https://issuer.example', audience: 'api' };
const sessions = { store: new MemorySessionStore(), refreshKey: randomBytes(32) };
const ring = { store: new MemoryKeyStore(), algorithm: 'EdDSA' };
const revocations = { issuer: 'https://issuer.example', store: new MemoryRevocationStore() };

/** Functions that take options, with valid options and the names of all others. */
const MAKERS: readonly (readonly [
  what: string,
  make: (options: never) => unknown,
  right: object,
  others: readonly string[],
])[] = [
  [
    'TokenSigner',
    async (options) => new TokenSigner({ ...(options as object), key: await key } as never),
    signer,
    [
      'expiresIn',
      'clientId',
      'typ',
      'allowClaims',
      'threadPool',
      'revocations',
      'clock',
      'keyRing',
    ],
  ],
  ['SigningKey.generate', (options) => SigningKey.generate('HS256', options), {}, ['kid']],
  [
    'SigningKey.import',
    (options) => SigningKey.import(randomBytes(32), options),
    { algorithm: 'HS256' },
    ['kid'],
  ],
  [
    'KeyRing.open',
    (options) => KeyRing.open(options),
    ring,
    [
      'initialKey',
      'keyEncryptionKeys',
      'rotateEvery',
      'jwksMaxAge',
      'propagationTime',
      'clockTolerance',
      'longestToken',
      'verifyWhileUnavailable',
      'clock',
      'scheduler',
    ],
  ],
  [
    'RefreshSessions',
    (options) => new RefreshSessions(options),
    sessions,
    [
      'issuer',
      'idleTimeout',
      'absoluteTimeout',
      'reuseGrace',
      'maxPerSubject',
      'storeTimeout',
      'onEnded',
      'clock',
    ],
  ],
  [
    'Revocations',
    (options) => new Revocations(options),
    revocations,
    [
      'longestToken',
      'clockTolerance',
      'clockSkew',
      'pollEvery',
      'maxStaleness',
      'onStale',
      'maxEntries',
      'storeTimeout',
      'clock',
    ],
  ],
  [
    'RedisKeyStore',
    (options) => new RedisKeyStore({ call: () => Promise.resolve() }, options),
    {},
    ['prefix', 'subscriber'],
  ],
  [
    'RedisSessionStore',
    (options) => new RedisSessionStore({ call: () => Promise.resolve() }, options),
    {},
    ['prefix'],
  ],
  [
    'RedisRevocationStore',
    (options) => new RedisRevocationStore({ call: () => Promise.resolve() }, options),
    {},
    ['prefix', 'subscriber'],
  ],
  [
    'RedisStore.open',
    (options) => RedisStore.open({ call: () => Promise.resolve() }, options),
    {},
    ['prefix', 'subscriber'],
  ],
];

const CASES = MAKERS.flatMap(([what, make, right, others]) =>
  [...Object.keys(right), ...others].map((option) => ({ what, option, make, right })),
);

describe('null', () => {
  it.each(CASES)('for $option of $what is rejected', async ({ option, make, right }) => {
    const error = await refusal(
      (async () => make({ ...right, [option]: null } as never))().then(() => undefined),
    );
    expect(error.option).toBe(option);
  });

  it.each(MAKERS)('is the only fault: %s accepts the other options', async (_what, make, right) => {
    expect(await make(right as never)).toBeInstanceOf(Object);
  });
});

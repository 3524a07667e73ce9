import { randomBytes } from 'node:crypto';
import { RefreshSessions } from '../../src/sessions/refresh-sessions.js';
import {
  readSessionOptions,
  type RefreshSessionsOptions,
} from '../../src/sessions/session-settings.js';
import { MemorySessionStore } from '../../src/stores/memory/session-store.js';
import { refusal } from '../support/refusal.js';

const DAY = 86_400_000;
const store = new MemorySessionStore();
const refreshKey = randomBytes(32);

describe('the options of refresh sessions', () => {
  it('have safe defaults', () => {
    expect(readSessionOptions({ store, refreshKey })).toMatchObject({
      rules: { idleMs: 14 * DAY, absoluteMs: 90 * DAY, reuseGraceMs: 10_000 },
      maxPerSubject: 20,
      storeTimeoutMs: 3000,
      clock: Date.now,
    });
  });

  it('accept durations', () => {
    const given = { idleTimeout: '1d', absoluteTimeout: '2d', reuseGrace: 0, storeTimeout: 0.5 };
    expect(
      readSessionOptions({ store, refreshKey: [refreshKey, refreshKey], ...given }),
    ).toMatchObject({
      rules: { idleMs: DAY, absoluteMs: 2 * DAY, reuseGraceMs: 0 },
      storeTimeoutMs: 500,
    });
  });

  it.each<[string, Record<string, unknown>]>([
    ['store', { store: undefined }],
    ['store', { store: { find: () => undefined } }],
    ['refreshKey', { refreshKey: undefined }],
    ['refreshKey', { refreshKey: 'a'.repeat(64) }],
    ['refreshKey', { refreshKey: randomBytes(31) }],
    ['refreshKey', { refreshKey: Buffer.alloc(32) }],
    ['refreshKey', { refreshKey: [] }],
    ['refreshKey', { refreshKey: [refreshKey, randomBytes(8)] }],
    ['idleTimeout', { idleTimeout: 59 }],
    ['idleTimeout', { idleTimeout: '14' }],
    ['absoluteTimeout', { idleTimeout: '14d', absoluteTimeout: '13d' }],
    ['absoluteTimeout', { absoluteTimeout: Infinity }],
    ['reuseGrace', { reuseGrace: '2m' }],
    ['reuseGrace', { reuseGrace: -1 }],
    ['maxPerSubject', { maxPerSubject: 0 }],
    ['maxPerSubject', { maxPerSubject: 1.5 }],
    ['storeTimeout', { storeTimeout: 0 }],
    ['storeTimeout', { storeTimeout: '2m' }],
    ['onEnded', { onEnded: 'log' }],
    ['clock', { clock: 0 }],
    ['idleTimeOut', { idleTimeOut: '14d' }],
  ])('are a configuration error with a wrong %s: %j', async (option, wrong) => {
    const options = { store, refreshKey, ...wrong } as unknown as RefreshSessionsOptions;
    const error = await refusal(Promise.resolve().then(() => new RefreshSessions(options)));
    expect(error.option).toBe(option);
    expect(error.message).not.toContain('a'.repeat(64));
  });

  it.each([0, 1.5, NaN])(
    'are a configuration error with a memory store for %j sessions',
    async (maxSessions) => {
      const made = Promise.resolve().then(() => new MemorySessionStore({ maxSessions }));
      expect(await refusal(made)).toMatchObject({ option: 'maxSessions' });
    },
  );
});

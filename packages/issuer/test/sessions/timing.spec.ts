/**
 * Hashes of refresh tokens are compared in constant time. The platform's functions run and are only observed.
 */
import * as crypto from 'node:crypto';
import { jest } from '@jest/globals';
import type { Session } from '../../src/index.js';

const compared: [one: string, other: string][] = [];
jest.unstable_mockModule('node:crypto', () => ({
  ...crypto,
  default: crypto,
  timingSafeEqual: (one: Buffer, other: Buffer) => {
    compared.push([one.toString('hex'), other.toString('hex')]);
    return crypto.timingSafeEqual(one, other);
  },
}));
const { judge } = await import('../../src/sessions/session-rules.js');
const { MemorySessionStore, RefreshSessions } = await import('../../src/index.js');

const NOW = 1_800_000_000_000;
const moment = {
  now: NOW,
  seenAt: 0,
  settings: { idleMs: 1000, absoluteMs: 1000, reuseGraceMs: 10_000 },
};
const [current, previous, older, strange] = Array.from({ length: 4 }, () =>
  crypto.randomBytes(32),
) as [Buffer, Buffer, Buffer, Buffer];
const session: Session = {
  currentHash: current,
  previousHash: previous,
  rotatedAt: 0,
  olderHash: older,
  olderRotatedAt: 0,
  createdAt: NOW,
  endsAt: NOW + 1000,
  lastUsedAt: NOW,
};

/** The hashes that a token was compared with, in order. */
function comparedWith(hash: Buffer): readonly Buffer[] {
  expect(compared.map(([one]) => one)).toEqual(compared.map(() => hash.toString('hex')));
  return compared.map(([, other]) => Buffer.from(other, 'hex'));
}

beforeEach(() => {
  compared.length = 0;
});

describe('the hash of a refresh token', () => {
  it.each([
    ['the current one', current, 'rotate', [current]],
    ['the one before', previous, 'replay', [current, previous]],
    ['the one before that', older, 'replay', [current, previous, older]],
    ['none of them', strange, 'reuse', [current, previous, older]],
  ])('is compared by timingSafeEqual with each candidate: %s', (_who, hash, verdict, with_) => {
    expect(judge(session, hash, moment)).toBe(verdict);
    expect(comparedWith(hash)).toEqual(with_);
  });

  it('is compared by it in every refresh: by the rules, in the store, for a second tab', async () => {
    const sessions = new RefreshSessions({
      store: new MemorySessionStore(),
      refreshKey: crypto.randomBytes(32),
    });
    const { refreshToken } = await sessions.begin('u');
    const { refreshToken: next } = await sessions.refresh(refreshToken);
    const onceRotated = compared.length;
    expect(onceRotated).toBe(2); // by the rules, and again in the store
    expect((await sessions.refresh(refreshToken)).refreshToken).toBe(next);
    // Two by the rules; one to check that the session has not rotated; one to find the successor.
    expect(compared.length - onceRotated).toBe(4);
  });
});

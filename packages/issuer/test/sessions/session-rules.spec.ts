/** Refresh tokens, and the decision on a used one. */
import { randomBytes } from 'node:crypto';
import {
  firstToken,
  hashOf,
  readToken,
  Successors,
  writeToken,
  type RefreshToken,
} from '../../src/sessions/refresh-token.js';
import {
  afterRotation,
  expiresAt,
  judge,
  type Session,
  type SessionSettings,
} from '../../src/sessions/session-rules.js';
import { refusal } from '../support/refusal.js';

const NOW = 1_800_000_000_000;
const DAY = 86_400_000;
const settings: SessionSettings = { idleMs: 14 * DAY, absoluteMs: 90 * DAY, reuseGraceMs: 10_000 };
const successors = new Successors(randomBytes(32));

describe('a refresh token', () => {
  it('is read as it was written, and equals no other token', () => {
    const token = firstToken();
    const text = writeToken(token);
    expect(text).toMatch(/^prt_[A-Za-z0-9_-]{64}$/);
    expect(readToken(text)).toEqual(token);
    expect(writeToken(firstToken())).not.toBe(text);
  });

  it.each([
    undefined,
    null,
    42,
    '',
    'prt_',
    'a'.repeat(68),
    `prt_${'a'.repeat(63)}`,
    `prt_${'a'.repeat(65)}`,
    `prt_${'a'.repeat(63)}=`,
    `prt_${'a'.repeat(63)}+`,
    `PRT_${'a'.repeat(64)}`,
  ])('is not %j', (text) => {
    expect(readToken(text)).toBeUndefined();
  });

  it('is stored as a hash of the whole token', () => {
    const token = firstToken();
    const other = { ...token, handle: randomBytes(16) };
    expect(hashOf(token)).toHaveLength(32);
    expect(hashOf(token).equals(hashOf({ ...token }))).toBe(true);
    expect(hashOf(token).equals(hashOf(other))).toBe(false);
    expect(hashOf(token).equals(token.secret)).toBe(false);
  });

  it('has one successor, which only the key can compute', () => {
    const token = firstToken();
    const next = successors.of(token);
    expect(next.handle).toEqual(token.handle);
    expect(successors.of(token)).toEqual(next);
    expect(new Successors(randomBytes(32)).of(token)).not.toEqual(next);
    expect(successors.of({ ...token, handle: randomBytes(16) }).secret).not.toEqual(next.secret);
    expect(successors.of(next)).not.toEqual(next);
  });

  it('rejects a key that is too short', async () => {
    const made = Promise.resolve().then(() => new Successors(randomBytes(31)));
    const error = await refusal(made);
    expect(error).toMatchObject({ option: 'refreshKey' });
  });
});

describe('a session', () => {
  const first = firstToken();
  const begun: Session = {
    currentHash: hashOf(first),
    createdAt: NOW,
    endsAt: NOW + 90 * DAY,
    lastUsedAt: NOW,
  };
  const second = successors.of(first);
  const rotatedTo = (session: Session, to: RefreshToken, rotatedAt: number): Session =>
    afterRotation(session, { to: hashOf(to), at: NOW + DAY, rotatedAt });
  const rotated = rotatedTo(begun, second, NOW + DAY);
  const verdict = (session: Session, token: RefreshToken, now: number) =>
    judge(session, hashOf(token), { now, seenAt: now, settings });

  it('rotates with its current token', () => {
    expect(verdict(begun, first, NOW)).toBe('rotate');
    expect(verdict(rotated, second, NOW + DAY)).toBe('rotate');
  });

  it('gives the previous token the same successor again, for ten seconds', () => {
    expect(verdict(rotated, first, NOW + DAY)).toBe('replay');
    expect(verdict(rotated, first, NOW + DAY + 9_999)).toBe('replay');
    expect(verdict(rotated, first, NOW + DAY + 10_000)).toBe('reuse');
  });

  it('gives it to a request shortly before the use, too, and not to one from long before', () => {
    expect(verdict(rotated, first, NOW + DAY - 1)).toBe('replay');
    expect(verdict(rotated, first, NOW + DAY - 9_999)).toBe('replay');
    expect(verdict(rotated, first, NOW + DAY - 10_000)).toBe('reuse');
  });

  it('gives it by the clock of the store only, whatever the clock of the process', () => {
    for (const now of [NOW, NOW + 2 * DAY]) {
      const verdictAt = (seenAt: number) =>
        judge(rotated, hashOf(first), { now, seenAt, settings });
      expect(verdictAt(NOW + DAY + 9_999)).toBe('replay');
      expect(verdictAt(NOW + DAY + 10_000)).toBe('reuse');
    }
  });

  it('ends with any token older than the two previous ones, at any time', () => {
    const third = successors.of(second);
    const fourth = successors.of(third);
    const again = rotatedTo(rotated, third, NOW + DAY + 1);
    const thrice = rotatedTo(again, fourth, NOW + DAY + 2);
    expect(verdict(thrice, first, NOW + DAY + 3)).toBe('reuse');
    expect(verdict(thrice, second, NOW + DAY + 3)).toBe('replay');
    expect(verdict(thrice, third, NOW + DAY + 3)).toBe('replay');
  });

  it('gives each of the two previous tokens ten seconds from its own use', () => {
    const third = successors.of(second);
    const again = rotatedTo(rotated, third, NOW + DAY + 5000);
    expect(verdict(again, first, NOW + DAY + 9_999)).toBe('replay');
    expect(verdict(again, first, NOW + DAY + 10_000)).toBe('reuse');
    expect(verdict(again, second, NOW + DAY + 14_999)).toBe('replay');
    expect(verdict(again, second, NOW + DAY + 15_000)).toBe('reuse');
  });

  it('ends with a token that was never its own', () => {
    expect(verdict(begun, { ...first, secret: randomBytes(32) }, NOW)).toBe('reuse');
    const moment = { now: NOW, seenAt: NOW, settings };
    expect(judge(begun, Buffer.alloc(0), moment)).toBe('reuse');
  });

  it('expires when it is not used, and at its maximum age', () => {
    expect(verdict(begun, first, NOW + 14 * DAY - 1)).toBe('rotate');
    expect(verdict(begun, first, NOW + 14 * DAY)).toBe('expired');
    const kept = { ...begun, lastUsedAt: NOW + 89 * DAY };
    expect(verdict(kept, first, NOW + 90 * DAY - 1)).toBe('rotate');
    expect(verdict(kept, first, NOW + 90 * DAY)).toBe('expired');
    expect(expiresAt(kept, settings)).toBe(NOW + 90 * DAY);
    const longer = { ...settings, absoluteMs: 400 * DAY };
    expect(expiresAt(kept, longer)).toBe(NOW + 90 * DAY);
    const shorter = { ...settings, absoluteMs: 30 * DAY };
    expect(expiresAt(kept, shorter)).toBe(NOW + 30 * DAY);
  });

  it('that has expired is reported as expired for a used token, too', () => {
    expect(verdict(rotated, first, NOW + 40 * DAY)).toBe('expired');
  });

  it('that ended is reported as ended for every token', () => {
    const ended = { ...rotated, endedAt: NOW + DAY };
    for (const token of [first, second]) expect(verdict(ended, token, NOW + DAY)).toBe('ended');
  });
});

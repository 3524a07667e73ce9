/** Refresh sessions without their store: onEnded, labels, rotation of the refresh key, batches. */
import { randomBytes } from 'node:crypto';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { jest } from '@jest/globals';
import { RefreshSessions } from '../../src/sessions/refresh-sessions.js';
import type { EndedSession } from '../../src/sessions/session-events.js';
import type { RefreshSessionsOptions } from '../../src/sessions/session-settings.js';
import { MemorySessionStore } from '../../src/stores/memory/session-store.js';
import { argumentRefusal } from '../support/refusal.js';
import { movedStore } from '../support/moved-store.js';

const NOW = 1_800_000_000_000;
const DAY = 86_400_000;
const key = randomBytes(32);

function make(options: Partial<RefreshSessionsOptions> = {}) {
  const store = new MemorySessionStore();
  return { store, sessions: new RefreshSessions({ store, refreshKey: key, ...options }) };
}

describe('the preparation of a refresh', () => {
  it('receives the session, and if it fails the token stays valid', async () => {
    const { sessions } = make({ reuseGrace: 0 });
    const { session, refreshToken } = await sessions.begin('u', { label: 'phone' });
    const prepared: unknown[] = [];
    const failing = sessions.refresh(refreshToken, () => Promise.reject(new Error('not now')));
    await expect(failing).rejects.toThrow('not now');
    const { refreshToken: next } = await sessions.refresh(refreshToken, (given) => {
      prepared.push(given);
      return Promise.resolve();
    });
    expect(prepared).toEqual([session]);
    expect(next).not.toBe(refreshToken);
  });

  it('does not run for a rejected token, and runs for a replayed one', async () => {
    const { sessions } = make();
    const { refreshToken } = await sessions.begin('u');
    let asked = 0;
    const prepare = () => Promise.resolve(void asked++);
    const { refreshToken: next } = await sessions.refresh(refreshToken, prepare);
    expect((await sessions.refresh(refreshToken, prepare)).refreshToken).toBe(next);
    expect(asked).toBe(2);
    await sessions.signOut(next);
    await expect(sessions.refresh(next, prepare)).rejects.toMatchObject({ reason: 'ended' });
    await expect(sessions.refresh('prt_nonsense', prepare)).rejects.toMatchObject({
      reason: 'malformed',
    });
    expect(asked).toBe(2);
  });

  it('does not revive a session that ended meanwhile', async () => {
    const { sessions } = make();
    const { refreshToken } = await sessions.begin('u');
    const outcome = sessions.refresh(refreshToken, async () => {
      await sessions.signOut(refreshToken);
    });
    await expect(outcome).rejects.toMatchObject({ reason: 'ended' });
  });
});

describe('the end of a session', () => {
  it('is reported with its reason when it is final, whatever ended it', async () => {
    const told: [string, boolean][] = [];
    let now = NOW;
    const { sessions } = make({
      store: movedStore(new MemorySessionStore(), () => now - NOW),
      maxPerSubject: 5,
      clock: () => now,
      onEnded: async ({ id, subject, label, reason, endedAt }) => {
        expect([subject, label, endedAt]).toEqual(['u', 'phone', now]);
        const active = (await sessions.list('u')).map((session) => session.id);
        told.push([reason, active.includes(id)]);
      },
    });
    const begin = () => {
      now += 1;
      return sessions.begin('u', { label: 'phone' });
    };
    const [one, two, three] = [await begin(), await begin(), await begin()];
    await sessions.signOut(one.refreshToken);
    await sessions.end('u', two.session.id, 'operator');
    await sessions.refresh(three.refreshToken);
    now += 10_000;
    const outcome = sessions.refresh(three.refreshToken);
    await expect(outcome).rejects.toMatchObject({ reason: 'reuse', code: 'ERR_REFRESH_REJECTED' });
    for (let i = 0; i < 6; i++) await begin();
    await sessions.endAll('u');
    const reasons = [
      'sign-out',
      'operator',
      'reuse',
      'session-limit',
      ...Array<string>(5).fill('sign-out-all'),
    ];
    expect(told).toEqual(reasons.map((reason) => [reason, false]));
  });

  it('is published once, and onEnded is called again on a repeated call, to recover from a failure', async () => {
    const published: unknown[] = [];
    const note = (event: unknown): void => void published.push(event);
    subscribe('portcullis:sessions:ended', note);
    const told: EndedSession[] = [];
    const { sessions } = make({
      clock: () => NOW,
      onEnded: (session) => {
        told.push(session);
        if (told.length === 1) throw new Error('unavailable');
      },
    });
    const { session, refreshToken } = await sessions.begin('u', { label: 'tv' });
    await expect(sessions.end('u', session.id)).rejects.toThrow('unavailable');
    await expect(sessions.refresh(refreshToken)).rejects.toMatchObject({ reason: 'ended' });
    expect(await sessions.end('u', session.id)).toBe(false);
    expect(await sessions.signOut(refreshToken)).toBe(false);
    unsubscribe('portcullis:sessions:ended', note);
    const ended = { id: session.id, subject: 'u', label: 'tv', reason: 'sign-out', endedAt: NOW };
    expect(told).toEqual([ended, ended, ended, ended]);
    expect(published).toEqual([ended]);
  });

  it('by a reused token rejects as reuse, although onEnded fails', async () => {
    const failure = new Error('unavailable');
    const { sessions } = make({ reuseGrace: 0, onEnded: () => Promise.reject(failure) });
    const { refreshToken } = await sessions.begin('u');
    await sessions.refresh(refreshToken);
    const outcome = sessions.refresh(refreshToken);
    await expect(outcome).rejects.toMatchObject({ reason: 'reuse', cause: failure });
    const again = sessions.refresh(refreshToken);
    await expect(again).rejects.toMatchObject({ reason: 'ended', cause: failure });
  });

  it('whose onEnded fails does not prevent the end of others', async () => {
    const { sessions } = make({
      onEnded: ({ label }) => (label === 'one' ? Promise.reject(new Error('one')) : undefined),
    });
    for (const label of ['one', 'two', 'three']) await sessions.begin('u', { label });
    await expect(sessions.endAll('u')).rejects.toThrow('one');
    expect(await sessions.list('u')).toEqual([]);
  });
});

describe('a session', () => {
  it('requires a subject that a token could have', async () => {
    const { sessions } = make();
    for (const subject of ['', 'a\0b', 'a'.repeat(256)]) {
      expect(await argumentRefusal(sessions.begin(subject))).toMatchObject({ argument: 'subject' });
      expect(await argumentRefusal(sessions.list(subject))).toMatchObject({ argument: 'subject' });
      expect(await argumentRefusal(sessions.end(subject, 'x'))).toMatchObject({
        argument: 'subject',
      });
      expect(await argumentRefusal(sessions.endAll(subject))).toMatchObject({
        argument: 'subject',
      });
    }
  });

  it.each(['91d', '0s', -1, 'soon'])(
    'cannot last %p with a maximum of 90 days',
    async (absoluteTimeout) => {
      const { sessions } = make();
      const refused = sessions.begin('u', { absoluteTimeout });
      expect(await argumentRefusal(refused)).toMatchObject({ argument: 'absoluteTimeout' });
      expect(await sessions.list('u')).toEqual([]);
    },
  );

  it.each<[string, string | undefined, string | undefined]>([
    ['nothing', undefined, undefined],
    ['space', ' \n\t', undefined],
    ['controls', 'Firefox on\u0000 Linux\u001b[31m', 'Firefox on  Linux [31m'],
    ['too much', 'x'.repeat(10_000), 'x'.repeat(128)],
    ['a cut character', `${'x'.repeat(127)}😀`, 'x'.repeat(127)],
  ])('has the printable characters of its label: %s', async (_, label, kept) => {
    const { sessions } = make();
    await sessions.begin('u', { label });
    expect((await sessions.list('u')).map((session) => session.label)).toEqual([kept]);
  });

  it('is not ended by an invalid ID', async () => {
    const { sessions } = make();
    await sessions.begin('u');
    for (const id of ['', 'x', "' or 1=1"]) expect(await sessions.end('u', id)).toBe(false);
    expect(await sessions.list('u')).toHaveLength(1);
  });

  it('survives a rotation of the refresh key, replays within the grace too', async () => {
    const { store, sessions } = make();
    const renewed = new RefreshSessions({ store, refreshKey: [randomBytes(32), key] });
    const other = new RefreshSessions({ store, refreshKey: randomBytes(32) });
    const { refreshToken } = await sessions.begin('u');
    const next = await sessions.refresh(refreshToken);
    expect((await renewed.refresh(refreshToken)).refreshToken).toBe(next.refreshToken);
    await expect(other.refresh(refreshToken)).rejects.toMatchObject({ reason: 'lost' });
    const again = await renewed.refresh(next.refreshToken);
    expect((await other.refresh(again.refreshToken)).session.subject).toBe('u');
  });

  it('counts for the limit, however many are begun at once', async () => {
    const { sessions } = make({ maxPerSubject: 3, clock: () => NOW });
    const begun = await Promise.all(Array.from({ length: 20 }, () => sessions.begin('u')));
    const active = (await sessions.list('u')).map(({ id }) => id);
    expect(begun.filter(({ session }) => active.includes(session.id))).toHaveLength(3);
  });
});

describe('a refresh with a slow preparation', () => {
  it.each(['first', 'second'])(
    'is rejected when the session ends meanwhile: the %s',
    async (use) => {
      const { sessions } = make();
      const { refreshToken } = await sessions.begin('u');
      if (use === 'second') await sessions.refresh(refreshToken);
      const outcome = sessions.refresh(refreshToken, async () => void (await sessions.endAll('u')));
      await expect(outcome).rejects.toMatchObject({ reason: 'ended' });
    },
  );

  it.each(['first', 'second'])('is 503 when the preparation is too slow: the %s', async (use) => {
    const { sessions } = make({ storeTimeout: 0.2, callbackTimeout: 60 });
    const { refreshToken } = await sessions.begin('u');
    if (use === 'second') await sessions.refresh(refreshToken);
    const outcome = sessions.refresh(refreshToken, () => new Promise(() => undefined));
    await expect(outcome).rejects.toMatchObject({
      code: 'ERR_APPLICATION_UNAVAILABLE',
      retryAfter: 1,
    });
    const failed = sessions.refresh(refreshToken, () => Promise.reject(new Error('as it is')));
    await expect(failed).rejects.toThrow('as it is');
    expect((await sessions.refresh(refreshToken, async () => undefined)).session.subject).toBe('u');
  });
});

describe('a preparation that never settles', () => {
  afterEach(() => void jest.useRealTimers());

  const never = (): Promise<never> => new Promise(() => undefined);

  it('blocks at most 1,000 refreshes, and no other operation', async () => {
    // The time limit is long, for busy machines, and ends when the test advances it.
    jest.useFakeTimers({ doNotFake: ['Date', 'nextTick', 'performance', 'setImmediate'] });
    const { sessions } = make({ storeTimeout: 60, callbackTimeout: 60, maxPerSubject: 1000 });
    const { refreshToken } = await sessions.begin('u');
    const { refreshToken: other } = await sessions.begin('v');
    const asked: Promise<never>[] = [];
    const hang = (): Promise<never> => {
      asked.push(never());
      return never();
    };
    const waiting = Array.from({ length: 1000 }, () => sessions.refresh(refreshToken, hang));
    const outcomes = Promise.allSettled(waiting);
    while (asked.length < 1000) await new Promise((resolve) => void setImmediate(resolve));
    const tooMany = sessions.refresh(refreshToken, async () => undefined);
    await expect(tooMany).rejects.toMatchObject({ code: 'ERR_APPLICATION_UNAVAILABLE' });
    expect(await sessions.list('u')).toHaveLength(1);
    expect((await sessions.refresh(other)).session.subject).toBe('v');
    expect((await sessions.begin('w')).session.subject).toBe('w');
    expect(await sessions.signOut((await sessions.begin('x')).refreshToken)).toBe(true);
    jest.advanceTimersByTime(60_000);
    for (const outcome of await outcomes) {
      expect(outcome).toMatchObject({ reason: { code: 'ERR_APPLICATION_UNAVAILABLE' } });
    }
    // Abandoned calls use no capacity, and the token stays valid.
    const next = await sessions.refresh(refreshToken, async () => undefined);
    expect(next.session.subject).toBe('u');
  });

  it('delays a sign-in by callbackTimeout, and begins no session', async () => {
    const { store, sessions } = make({ callbackTimeout: 0.02 });
    const outcome = sessions.begin('u', {}, never);
    await expect(outcome).rejects.toMatchObject({ code: 'ERR_APPLICATION_UNAVAILABLE' });
    expect(store.size).toBe(0);
    expect((await sessions.begin('u', {}, async () => undefined)).session.subject).toBe('u');
  });

  it('in onEnded delays the caller by callbackTimeout, and the session has ended', async () => {
    const { sessions } = make({ callbackTimeout: 0.02, onEnded: never });
    const { refreshToken } = await sessions.begin('u');
    const outcome = sessions.signOut(refreshToken);
    await expect(outcome).rejects.toMatchObject({ code: 'ERR_APPLICATION_UNAVAILABLE' });
    expect(await sessions.list('u')).toEqual([]);
  });
});

describe('a sign-in', () => {
  it('whose preparation fails leaves no session, and ends no other', async () => {
    const { store, sessions } = make({ maxPerSubject: 2 });
    const phone = await sessions.begin('u', { label: 'phone' });
    const failing = () => Promise.reject(new Error('no key may sign'));
    for (let i = 0; i < 3; i++) {
      await expect(sessions.begin('u', {}, failing)).rejects.toThrow('no key may sign');
    }
    expect([store.size, await sessions.list('u')]).toEqual([1, [phone.session]]);
    const prepared: unknown[] = [];
    const tv = await sessions.begin('u', {}, async (session) => void prepared.push(session));
    expect(prepared).toEqual([tv.session]);
  });

  it('is not rejected because another session cannot be ended', async () => {
    const failures: unknown[] = [];
    const note = (event: unknown): void => void failures.push(event);
    subscribe('portcullis:sessions:limit-failed', note);
    const full = new Error('the list is full');
    const onEnded = () => Promise.reject(full);
    let now = NOW;
    const { sessions } = make({ maxPerSubject: 1, onEnded, clock: () => ++now });
    await sessions.begin('u');
    const { session, refreshToken } = await sessions.begin('u');
    unsubscribe('portcullis:sessions:limit-failed', note);
    expect(failures).toEqual([full]);
    expect(await sessions.list('u')).toEqual([session]);
    expect((await sessions.refresh(refreshToken)).session.id).toBe(session.id);
  });
});

describe('sessions in memory', () => {
  it('are dropped while others begin: little more is kept than live sessions', async () => {
    let now = NOW;
    const { store, sessions } = make({ clock: () => now });
    for (let i = 0; i < 5000; i++) {
      now += DAY / 10; // 140 are live at any time, and one more day of them is kept
      await sessions.begin(`user-${i}`);
    }
    expect(store.size).toBeGreaterThan(140);
    expect(store.size).toBeLessThan(250);
  });

  it('are limited; the least recently used one is dropped', async () => {
    const store = new MemorySessionStore({ maxSessions: 3 });
    const sessions = new RefreshSessions({ store, refreshKey: key });
    const first = await sessions.begin('first');
    const second = await sessions.begin('second');
    await sessions.begin('third');
    await sessions.refresh(first.refreshToken);
    await sessions.begin('fourth');
    expect(store.size).toBe(3);
    await expect(sessions.refresh(second.refreshToken)).rejects.toMatchObject({
      reason: 'unknown',
    });
    expect(await sessions.list('second')).toEqual([]);
    expect(await sessions.list('first')).toHaveLength(1);
  });

  it('that ended make room before live ones', async () => {
    let now = NOW;
    const store = new MemorySessionStore({ maxSessions: 4 });
    const sessions = new RefreshSessions({
      store,
      refreshKey: key,
      maxPerSubject: 1,
      clock: () => ++now,
    });
    const phone = await sessions.begin('victim');
    for (let i = 0; i < 20; i++) await sessions.begin('attacker');
    expect(store.size).toBe(4);
    expect((await sessions.refresh(phone.refreshToken)).session.id).toBe(phone.session.id);
  });

  it('that ended are dropped a day later, wherever they are among the others', async () => {
    let now = NOW;
    const { store, sessions } = make({ clock: () => now });
    for (let i = 0; i < 10; i++) await sessions.begin(`user-${i}`);
    const { refreshToken } = await sessions.begin('u');
    await sessions.signOut(refreshToken);
    now += DAY - 1;
    expect(await sessions.purge(5)).toBe(0);
    now += 1;
    expect(await sessions.purge(5)).toBe(1);
    expect(store.size).toBe(10);
  });

  it('are purged beside sign-ins: a sign-in does not fail if its batch fails', async () => {
    const failures: unknown[] = [];
    const note = (event: unknown): void => void failures.push(event);
    subscribe('portcullis:sessions:purge-failed', note);
    class Failing extends MemorySessionStore {
      override purge(): Promise<number> {
        return Promise.reject(new Error('no purge today'));
      }
    }
    const sessions = new RefreshSessions({ store: new Failing(), refreshKey: key });
    for (let i = 0; i < 60; i++) await sessions.begin(`user-${i}`);
    unsubscribe('portcullis:sessions:purge-failed', note);
    expect(failures.length).toBeGreaterThan(0);
    await expect(sessions.purge()).rejects.toMatchObject({ code: 'ERR_STORE_UNAVAILABLE' });
  });
});

describe('a store that never answers', () => {
  it('delays at most 1,000 steps, and rejects the next at once until it answers', async () => {
    const waiting: (() => void)[] = [];
    class Hanging extends MemorySessionStore {
      override find(): Promise<undefined> {
        return new Promise((resolve) => void waiting.push(() => resolve(undefined)));
      }
    }
    const { sessions } = make({ store: new Hanging(), storeTimeout: 60 });
    const token = `prt_${'A'.repeat(64)}`;
    const tries = Array.from({ length: 1000 }, () => sessions.refresh(token));
    const outcomes = Promise.allSettled(tries);
    await expect(sessions.refresh(token)).rejects.toMatchObject({ code: 'ERR_STORE_UNAVAILABLE' });
    expect(waiting).toHaveLength(1000);
    for (const answer of waiting) answer();
    await outcomes;
    const next = sessions.refresh(token);
    expect(waiting).toHaveLength(1001);
    waiting.at(-1)?.();
    await expect(next).rejects.toMatchObject({ reason: 'unknown' });
  });

  it('does not block the caller', async () => {
    class Hanging extends MemorySessionStore {
      override find(): Promise<never> {
        return new Promise(() => undefined);
      }
    }
    const { sessions } = make({ store: new Hanging(), storeTimeout: 0.02 });
    const outcome = sessions.refresh(`prt_${'A'.repeat(64)}`);
    await expect(outcome).rejects.toMatchObject({ code: 'ERR_STORE_UNAVAILABLE', retryAfter: 1 });
  });

  it('rotates nothing later for a caller that was told to retry', async () => {
    const late: Promise<boolean>[] = [];
    class Late extends MemorySessionStore {
      override rotate(...step: Parameters<MemorySessionStore['rotate']>): Promise<boolean> {
        if (late.length > 0) return super.rotate(...step);
        const [, { notAfter }] = step;
        const done = until(notAfter + 1).then(() => super.rotate(...step));
        late.push(done);
        return done;
      }
    }
    const { sessions } = make({ store: new Late(), storeTimeout: 0.05, reuseGrace: 0 });
    const { refreshToken } = await sessions.begin('u');
    const outcome = sessions.refresh(refreshToken);
    await expect(outcome).rejects.toMatchObject({ code: 'ERR_STORE_UNAVAILABLE' });
    expect(await Promise.all(late)).toEqual([false]);
    expect((await sessions.refresh(refreshToken)).session.subject).toBe('u');
  });

  it('and does not rotate neither grants a token nor logs a user out', async () => {
    class Refusing extends MemorySessionStore {
      override rotate(): Promise<boolean> {
        return Promise.resolve(false);
      }
    }
    const { sessions } = make({ store: new Refusing() });
    const { refreshToken } = await sessions.begin('u');
    const outcome = sessions.refresh(refreshToken);
    await expect(outcome).rejects.toMatchObject({ code: 'ERR_STORE_UNAVAILABLE' });
    expect(await sessions.list('u')).toHaveLength(1);
  });
});

/** Waits for a time of the monotonic clock, at most one second. */
async function until(time: number): Promise<void> {
  const end = Math.min(time, performance.now() + 1000);
  while (performance.now() < end) await new Promise((resolve) => void setImmediate(resolve));
}

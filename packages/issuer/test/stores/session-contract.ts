/** The contract of session stores: the same tests for each of them. */
import { randomBytes, randomUUID } from 'node:crypto';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { RefreshRejectedError } from '../../src/sessions/refresh-rejected.js';
import { RefreshSessions, type GrantedSession } from '../../src/sessions/refresh-sessions.js';
import type { SessionStore } from '../../src/sessions/session-store.js';
import { movedStore } from '../support/moved-store.js';

const NOW = 1_800_000_000_000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const settings = { maxPerSubject: 3, storeTimeout: 30 };

interface Bench {
  readonly sessions: RefreshSessions;
  /** Another process on the same store. */
  readonly other: RefreshSessions;
  /** A process whose clock is some milliseconds ahead. */
  wrong(ahead: number): RefreshSessions;
  readonly subject: string;
  advance(milliseconds: number): void;
}

/**
 * @param open opens a store for each test; data of other tests must not matter
 */
export function describeSessionStore(name: string, open: () => Promise<SessionStore>): void {
  async function bench(key = randomBytes(32)): Promise<Bench> {
    let now = NOW;
    const store = movedStore(await open(), () => now - NOW);
    const make = (ahead = 0): RefreshSessions =>
      new RefreshSessions({ ...settings, store, refreshKey: key, clock: () => now + ahead });
    return {
      sessions: make(),
      other: make(),
      wrong: make,
      subject: `user-${randomUUID()}`,
      advance: (milliseconds) => void (now += milliseconds),
    };
  }

  const outcome = (refreshing: Promise<GrantedSession>): Promise<string> =>
    refreshing.then(
      () => 'granted',
      (error: unknown) => {
        if (error instanceof RefreshRejectedError) return error.reason;
        throw error;
      },
    );

  describe(`sessions in ${name}`, () => {
    it('continue with one token after the other, in any process', async () => {
      const { sessions, other, subject, advance } = await bench();
      const begun = await sessions.begin(subject, { label: 'phone' });
      advance(DAY);
      const second = await other.refresh(begun.refreshToken);
      advance(DAY);
      const third = await sessions.refresh(second.refreshToken);

      expect(new Set([begun, second, third].map(({ refreshToken }) => refreshToken)).size).toBe(3);
      expect(third.session).toEqual({
        id: begun.session.id,
        subject,
        label: 'phone',
        createdAt: NOW,
        lastUsedAt: NOW + 2 * DAY,
        expiresAt: NOW + 16 * DAY,
      });
    });

    it('end when they were begun to end, and the others continue', async () => {
      const { sessions, other, subject, advance } = await bench();
      const short = await sessions.begin(subject, { absoluteTimeout: '1h' });
      const long = await sessions.begin(subject);
      expect(short.session.expiresAt).toBe(NOW + HOUR);
      advance(HOUR - 1000);
      const next = await other.refresh(short.refreshToken);
      expect(next.session.expiresAt).toBe(NOW + HOUR);
      advance(2000);
      expect(await outcome(other.refresh(next.refreshToken))).toBe('expired');
      expect(await outcome(other.refresh(long.refreshToken))).toBe('granted');
    });

    it('give a token that is used again a moment later the same successor', async () => {
      const { sessions, other, subject, advance } = await bench();
      const { refreshToken } = await sessions.begin(subject);
      const first = await sessions.refresh(refreshToken);
      advance(5000); // and the time that a real server takes
      expect((await other.refresh(refreshToken)).refreshToken).toBe(first.refreshToken);
      expect(await outcome(sessions.refresh(first.refreshToken))).toBe('granted');
    });

    it('continue when a late request uses the second previous token', async () => {
      const { sessions, other, subject, advance } = await bench();
      const { refreshToken } = await sessions.begin(subject);
      const next = await sessions.refresh(refreshToken);
      advance(500);
      const current = await other.refresh(next.refreshToken);
      advance(500);
      expect((await other.refresh(refreshToken)).refreshToken).toBe(current.refreshToken);
      expect((await sessions.refresh(next.refreshToken)).refreshToken).toBe(current.refreshToken);
      const last = await sessions.refresh(current.refreshToken);
      expect(await outcome(other.refresh(refreshToken))).toBe('reuse');
      expect(await outcome(sessions.refresh(last.refreshToken))).toBe('ended');
    });

    it('end when a token is reused later: the tokens of the thief and of the user are both invalid', async () => {
      const { sessions, other, subject, advance } = await bench();
      const events: unknown[] = [];
      const note = (event: unknown): void => void events.push(event);
      subscribe('portcullis:sessions:reuse', note);
      const { session, refreshToken } = await sessions.begin(subject, { label: 'laptop' });
      const stolen = await sessions.refresh(refreshToken);
      advance(10_000);
      expect(await outcome(other.refresh(refreshToken))).toBe('reuse');
      expect(await outcome(sessions.refresh(stolen.refreshToken))).toBe('ended');
      expect(await outcome(sessions.refresh(refreshToken))).toBe('ended');
      expect(await sessions.list(subject)).toEqual([]);
      unsubscribe('portcullis:sessions:reuse', note);
      expect(events).toContainEqual({ session: session.id, subject, label: 'laptop' });
    });

    it.each([
      ['an hour ahead', HOUR],
      ['an hour behind', -HOUR],
    ])(
      'have the grace by the store’s clock in a process whose clock is %s',
      async (_what, ahead) => {
        const { sessions, wrong, subject, advance } = await bench();
        const { refreshToken } = await wrong(ahead).begin(subject);
        const next = await wrong(ahead).refresh(refreshToken);
        advance(5000);
        for (const each of [sessions, wrong(-ahead)]) {
          expect((await each.refresh(refreshToken)).refreshToken).toBe(next.refreshToken);
        }
        advance(5000);
        expect(await outcome(wrong(-ahead).refresh(refreshToken))).toBe('reuse');
        expect(await outcome(sessions.refresh(next.refreshToken))).toBe('ended');
      },
    );

    it('have exactly one successor when a token is used 100 times at once', async () => {
      const { sessions, other, subject } = await bench();
      const { refreshToken } = await sessions.begin(subject);
      const granted = await Promise.all(
        Array.from({ length: 100 }, (_, i) => (i % 2 ? sessions : other).refresh(refreshToken)),
      );
      const successors = new Set(granted.map((each) => each.refreshToken));
      expect(successors.size).toBe(1);
      expect(await outcome(sessions.refresh([...successors][0]))).toBe('granted');
    });

    it('have no live successor after a logout that meets a refresh', async () => {
      for (let round = 0; round < 20; round++) {
        const { sessions, other, subject } = await bench();
        const { refreshToken } = await sessions.begin(subject);
        const [refreshed] = await Promise.allSettled([
          sessions.refresh(refreshToken),
          other.signOut(refreshToken),
        ]);
        if (refreshed.status === 'fulfilled') {
          expect(await outcome(sessions.refresh(refreshed.value.refreshToken))).toBe('ended');
        }
        expect(await sessions.list(subject)).toEqual([]);
      }
    });

    it('expire when they are not used', async () => {
      const { sessions, subject, advance } = await bench();
      const { refreshToken } = await sessions.begin(subject);
      advance(14 * DAY);
      expect(await outcome(sessions.refresh(refreshToken))).toBe('expired');
      expect(await sessions.list(subject)).toEqual([]);
    });

    it('are listed for their subject, the most recently used first', async () => {
      const { sessions, subject, advance } = await bench();
      const phone = await sessions.begin(subject, { label: 'phone' });
      advance(1000);
      await sessions.begin(subject, { label: 'laptop' });
      await sessions.begin(`${subject}-other`, { label: 'tv' });
      advance(1000);
      await sessions.refresh(phone.refreshToken);
      expect((await sessions.list(subject)).map(({ label }) => label)).toEqual(['phone', 'laptop']);
    });

    it('are ended one by one or all, only by their own subject', async () => {
      const { sessions, other, subject } = await bench();
      const [one, two, three] = [
        await sessions.begin(subject),
        await sessions.begin(subject),
        await sessions.begin(subject),
      ];
      expect(await other.end(`${subject}-other`, one.session.id)).toBe(false);
      expect(await other.end(subject, one.session.id)).toBe(true);
      expect(await other.end(subject, one.session.id)).toBe(false);
      expect(await outcome(sessions.refresh(one.refreshToken))).toBe('ended');
      expect(await other.endAll(subject)).toBe(2);
      for (const { refreshToken } of [two, three]) {
        expect(await outcome(sessions.refresh(refreshToken))).toBe('ended');
      }
    });

    it('are at most as many as the limit; the least recently used one ends', async () => {
      const { sessions, subject, advance } = await bench();
      const labels = ['one', 'two', 'three', 'four'];
      const begun = new Map<string, GrantedSession>();
      for (const label of labels) {
        begun.set(label, await sessions.begin(subject, { label }));
        advance(1000);
      }
      expect((await sessions.list(subject)).map(({ label }) => label)).toEqual([
        'four',
        'three',
        'two',
      ]);
      const { refreshToken } = begun.get('one') as GrantedSession;
      expect(await outcome(sessions.refresh(refreshToken))).toBe('ended');
    });

    it('of one issuer are separate from those of another, although they share the store, the key and the subject', async () => {
      const [store, key] = [await open(), randomBytes(32)];
      const subject = `user-${randomUUID()}`;
      const of = (issuer: string): RefreshSessions =>
        new RefreshSessions({ ...settings, store, refreshKey: key, issuer, clock: () => NOW });
      const [one, other] = [of('https://one.example'), of('https://other.example')];
      const { session, refreshToken } = await one.begin(subject);
      expect(await outcome(other.refresh(refreshToken))).toBe('unknown');
      expect(await other.signOut(refreshToken)).toBe(false);
      expect(await other.end(subject, session.id)).toBe(false);
      for (let i = 0; i < 3; i++) await other.begin(subject);
      expect(await other.endAll(subject)).toBe(3);
      expect(await one.list(subject)).toEqual([session]);
      const twin = await of('https://one.example').refresh(refreshToken);
      expect(twin.session.subject).toBe(subject);
      expect(await one.end(subject, session.id)).toBe(true);
    });

    it('do not continue with text that is not a token, or a token of no session', async () => {
      const { sessions, subject } = await bench();
      for (const text of [undefined, '', 'prt_', 42]) {
        expect(await outcome(sessions.refresh(text))).toBe('malformed');
      }
      const ofNone = `prt_${randomBytes(48).toString('base64url')}`;
      expect(await outcome(sessions.refresh(ofNone))).toBe('unknown');
      expect(await sessions.signOut(ofNone)).toBe(false);
      expect(await sessions.signOut('prt_')).toBe(false);
      const { refreshToken } = await sessions.begin(subject);
      expect(await outcome(sessions.refresh(refreshToken))).toBe('granted');
    });
  });
}

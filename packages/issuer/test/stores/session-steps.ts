/** The steps of a session store, without `RefreshSessions`. */
import { randomBytes, randomUUID } from 'node:crypto';
import { RefreshSessions } from '../../src/sessions/refresh-sessions.js';
import type { Rotation, SessionStore, StoredSession } from '../../src/sessions/session-store.js';

const NOW = 1_800_000_000_000;
const DAY = 86_400_000;
const NEVER = Number.MAX_SAFE_INTEGER;

function newSession(subject: string, more: Partial<StoredSession> = {}): StoredSession {
  return {
    id: randomUUID(),
    handleHash: randomBytes(32),
    subject,
    label: undefined,
    currentHash: randomBytes(32),
    createdAt: NOW,
    endsAt: NOW + 90 * DAY,
    lastUsedAt: NOW,
    keepUntil: NOW + 15 * DAY,
    ...more,
  };
}

const rotationOf = ({ currentHash }: StoredSession, more: Partial<Rotation> = {}): Rotation => ({
  from: currentHash,
  to: randomBytes(32),
  at: NOW + DAY,
  rotatedAt: 42_000,
  keepUntil: NOW + 16 * DAY,
  notAfter: NEVER,
  ...more,
});

/**
 * @param open opens a store for each test; data of other tests must not matter
 */
export function describeSessionSteps(name: string, open: () => Promise<SessionStore>): void {
  const subject = (): string => `user-${randomUUID()}`;

  describe(`a store of sessions in ${name}`, () => {
    it('returns stored data by handle, by subject and ID, and in the list', async () => {
      const store = await open();
      const session = newSession(subject(), { label: 'Zoë’s phone 📱' });
      await store.insert(session);
      expect(await store.find(session.handleHash)).toMatchObject(session);
      expect(await store.findOwn(session.subject, session.id)).toMatchObject(session);
      expect(await store.findOwn(subject(), session.id)).toBeUndefined();
      expect(await store.findOwn(session.subject, randomUUID())).toBeUndefined();
      expect(await store.find(randomBytes(32))).toBeUndefined();
      const listed = await store.list(session.subject);
      expect(listed).toHaveLength(1);
      expect(listed[0]).toMatchObject(session);
    });

    it('rotates from the current token only, once', async () => {
      const store = await open();
      const session = newSession(subject());
      await store.insert(session);
      const rotation = rotationOf(session);
      const stale = rotationOf(session);
      const next = rotationOf(
        { ...session, currentHash: rotation.to },
        { at: NOW + 2 * DAY, rotatedAt: 43_000, keepUntil: NOW + 17 * DAY },
      );
      expect(await store.rotate(session.handleHash, rotation)).toBe(true);
      expect(await store.rotate(session.handleHash, stale)).toBe(false);
      const rotated = await store.find(session.handleHash);
      expect(rotated).toMatchObject({
        currentHash: rotation.to,
        previousHash: session.currentHash,
        rotatedAt: 42_000,
        lastUsedAt: NOW + DAY,
        keepUntil: NOW + 16 * DAY,
        createdAt: NOW,
      });
      expect(rotated?.olderHash).toBeUndefined();
      expect(rotated?.olderRotatedAt).toBeUndefined();
      expect(await store.rotate(session.handleHash, next)).toBe(true);
      expect(await store.rotate(randomBytes(32), next)).toBe(false);
      // Each hash with the time at which it was replaced: the grace of an old token does not start again.
      expect(await store.find(session.handleHash)).toMatchObject({
        currentHash: next.to,
        previousHash: rotation.to,
        rotatedAt: 43_000,
        olderHash: session.currentHash,
        olderRotatedAt: 42_000,
        lastUsedAt: NOW + 2 * DAY,
        keepUntil: NOW + 17 * DAY,
        createdAt: session.createdAt,
        endsAt: session.endsAt,
        subject: session.subject,
        label: session.label,
        id: session.id,
      });
    });

    it('keeps an ended session for a day, and no longer than its expiry', async () => {
      const store = await open();
      const [long, short] = [
        newSession(subject()),
        newSession(subject(), { keepUntil: NOW + 100 }),
      ];
      for (const session of [long, short]) {
        await store.insert({ ...session, lastUsedAt: NOW - 60_000 });
        expect(await store.end(session.handleHash, { reason: 'session-limit', at: NOW })).toBe(
          true,
        );
      }
      expect(await store.find(long.handleHash)).toMatchObject({ keepUntil: NOW + DAY });
      expect(await store.find(short.handleHash)).toMatchObject({ keepUntil: NOW + 100 });
    });

    it('rotates once for many attempts at the same time', async () => {
      const store = await open();
      const session = newSession(subject());
      await store.insert(session);
      const tries = Array.from({ length: 20 }, () =>
        store.rotate(session.handleHash, rotationOf(session)),
      );
      expect((await Promise.all(tries)).filter(Boolean)).toHaveLength(1);
    });

    it('does not rotate when it is too late by its own clock', async () => {
      const store = await open();
      const session = newSession(subject());
      await store.insert(session);
      const readAt = (await store.find(session.handleHash))?.readAt ?? NaN;
      const late = rotationOf(session, { notAfter: readAt - 1 });
      const inTime = rotationOf(session, { notAfter: readAt + 60_000 });
      expect(await store.rotate(session.handleHash, late)).toBe(false);
      expect(await store.rotate(session.handleHash, inTime)).toBe(true);
    });

    it('begins and ends nothing when it is too late by its own clock', async () => {
      const store = await open();
      if (!store.time) return;
      const [late, inTime, own] = [subject(), subject(), newSession(subject())].map((given) =>
        typeof given === 'string' ? newSession(given) : given,
      ) as [StoredSession, StoredSession, StoredSession];
      const now = await store.time();
      expect(Math.abs(now - Date.now())).toBeLessThan(5000);
      expect(await store.insert(late, now)).toBe(false);
      expect(await store.find(late.handleHash)).toBeUndefined();
      expect(await store.list(late.subject)).toEqual([]);
      expect(await store.insert(inTime, now + 60_000)).toBe(true);
      expect(await store.list(inTime.subject)).toHaveLength(1);
      expect(await store.insert(own)).toBe(true);
      const { readAt = 0 } = (await store.find(own.handleHash)) ?? {};
      expect(Math.abs(readAt - now)).toBeLessThan(5000);
      const ending = { reason: 'session-limit', at: NOW } as const;
      expect(await store.end(own.handleHash, { ...ending, notAfter: now })).toBe(false);
      expect((await store.find(own.handleHash))?.endedAt).toBeUndefined();
      expect(await store.end(own.handleHash, { ...ending, notAfter: now + 60_000 })).toBe(true);
    });

    it('ends a session once, and no longer rotates or lists it', async () => {
      const store = await open();
      const session = newSession(subject());
      await store.insert(session);
      const ends = Array.from({ length: 5 }, () =>
        store.end(session.handleHash, { reason: 'sign-out', at: NOW + 1 }),
      );
      expect((await Promise.all(ends)).filter(Boolean)).toHaveLength(1);
      expect(await store.end(session.handleHash, { reason: 'session-limit', at: NOW + 2 })).toBe(
        false,
      );
      expect(await store.end(randomBytes(32), { reason: 'session-limit', at: NOW + 2 })).toBe(
        false,
      );
      expect(await store.rotate(session.handleHash, rotationOf(session))).toBe(false);
      expect(await store.list(session.subject)).toEqual([]);
      expect(await store.list(session.subject)).toEqual([]);
      const ended = await store.find(session.handleHash);
      expect(ended).toMatchObject({
        ...session,
        endedAt: NOW + 1,
        endReason: 'sign-out',
        keepUntil: NOW + 1 + DAY,
      });
    });

    it('holds no data from which a token can be computed', async () => {
      const store = await open();
      const kept: StoredSession[] = [];
      const noting: SessionStore = Object.assign(Object.create(store) as SessionStore, {
        ...(store.time && { time: () => store.time?.() }),
        insert: (session: StoredSession) => (kept.push(session), store.insert(session)),
        find: (handle: Buffer) => store.find(handle),
        rotate: (handle: Buffer, rotation: Rotation) => store.rotate(handle, rotation),
        list: (user: string) => store.list(user),
      });
      const sessions = new RefreshSessions({ store: noting, refreshKey: randomBytes(32) });
      const user = subject();
      const first = await sessions.begin(user);
      const second = await sessions.refresh(first.refreshToken);
      const [session] = kept;
      const rest = await store.find(session?.handleHash ?? Buffer.alloc(0));
      const bytes = Object.values(rest ?? {}).filter((value) => Buffer.isBuffer(value));
      const text = bytes.map((each) => each.toString('hex')).join(' ');
      expect(bytes).toHaveLength(3);
      for (const token of [first.refreshToken, second.refreshToken]) {
        const all = Buffer.from(token.slice(4), 'base64url');
        expect(text).not.toContain(all.subarray(0, 16).toString('hex'));
        expect(text).not.toContain(all.subarray(16).toString('hex'));
      }
    });

    it('purges expired sessions in batches, and no others', async () => {
      const store = await open();
      if (!store.purge) return expectExpiry(store);
      const user = subject();
      // In the past, so that no data of another test is expired.
      const over = Array.from({ length: 20 }, () => newSession(user, { keepUntil: 1000 }));
      const active = newSession(user);
      await Promise.all([...over, active].map((session) => store.insert(session)));
      let gone = 0;
      for (let i = 0; i < 200 && gone < over.length; i++) gone += await store.purge(1000, 10);
      expect(gone).toBe(over.length);
      for (const { handleHash } of over) expect(await store.find(handleHash)).toBeUndefined();
      expect(await store.find(active.handleHash)).toMatchObject(active);
      return undefined;
    });
  });

  /** A store whose entries expire by themselves, by the server's clock, which cannot be set. */
  async function expectExpiry(store: SessionStore): Promise<void> {
    const session = newSession(subject(), { keepUntil: NOW + 50 });
    await store.insert(session);
    const active = newSession(session.subject);
    await store.insert(active);
    const longer = newSession(session.subject, { keepUntil: NOW + 50 });
    await store.insert(longer);
    await store.rotate(longer.handleHash, rotationOf(longer));
    while ((await store.find(session.handleHash)) !== undefined);
    expect(await store.find(active.handleHash)).toMatchObject(active);
    const listed = (await store.list(session.subject)).map(({ id }) => id);
    expect(new Set(listed)).toEqual(new Set([active.id, longer.id]));
  }
}

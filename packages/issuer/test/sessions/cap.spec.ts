/** The sessions that count for `maxPerSubject`. */
import { randomBytes } from 'node:crypto';
import { MemorySessionStore, RefreshSessions } from '../../src/index.js';

const MINUTE = 60_000;

it('expired sessions do not count for the limit, although the store still has them', async () => {
  const time = { now: Date.now() };
  const store = new MemorySessionStore();
  const sessions = new RefreshSessions({
    store,
    refreshKey: randomBytes(32),
    maxPerSubject: 2,
    clock: () => time.now,
  });
  const laptop = await sessions.begin('ada', { label: 'laptop' });
  for (let visit = 0; visit < 5; visit++) {
    time.now += 6 * MINUTE;
    await sessions.begin('ada', { label: 'kiosk', absoluteTimeout: '5m' });
  }
  expect(await store.list('ada')).toHaveLength(6);
  const { refreshToken } = await sessions.refresh(laptop.refreshToken);
  time.now += 1;
  for (let twin = 0; twin < 2; twin++) {
    time.now += 1;
    await sessions.begin('ada', { label: 'phone' });
  }
  await expect(sessions.refresh(refreshToken)).rejects.toMatchObject({ reason: 'ended' });
});

/** A process that dies at any point of a refresh leaves no session with two valid tokens. */
import { RefreshSessions } from '../../src/sessions/refresh-sessions.js';
import { Successors, readToken, writeToken } from '../../src/sessions/refresh-token.js';
import { Fleet } from './fleet/fleet.js';
import { MOMENTS, type Death } from './fleet/orders.js';
import { openSharedStore, type SharedStore } from './fleet/shared-store.js';

const DEATHS: readonly Death[] = [0, 1].flatMap((command) =>
  MOMENTS.map((moment) => ({ command, moment })),
);

let fleet: Fleet;

beforeAll(async () => {
  fleet = await Fleet.build();
});

afterAll(() => fleet.end());

/** A separate process refreshes a token, and dies. */
async function dieOf({ address }: SharedStore, token: string, death: Death): Promise<void> {
  const member = await fleet.start(address);
  expect(await member.dieOf({ token, times: 1, death })).toBe('SIGKILL');
}

const reason = (refreshing: Promise<unknown>): Promise<string> =>
  refreshing.then(
    () => 'granted',
    (error: { reason?: string; code?: string }) => error.reason ?? error.code ?? 'another error',
  );

describe.each(['postgres', 'redis'] as const)('a process that is killed (%s)', (kind) => {
  let shared: SharedStore;
  let one: RefreshSessions;
  let other: RefreshSessions;

  beforeAll(async () => {
    shared = await openSharedStore(kind);
    const options = { store: shared.store, refreshKey: shared.refreshKey, storeTimeout: 30 };
    one = new RefreshSessions(options);
    other = new RefreshSessions(options);
    // Loads the scripts into Redis, so that every step is one command from now on.
    const { refreshToken } = await one.begin('first');
    await one.refresh(refreshToken);
    await one.signOut(refreshToken);
  });

  afterAll(() => shared.remove());

  it.each(DEATHS)(
    'while it rotates, command $command, $moment: its token has one successor',
    async (death) => {
      const { refreshToken: token, session } = await one.begin('user');
      await dieOf(shared, token, death);
      const again = await Promise.all([one.refresh(token), other.refresh(token)]);
      const read = readToken(token);
      const right = read && writeToken(new Successors(shared.refreshKey).of(read));
      expect(again.map(({ refreshToken }) => refreshToken)).toEqual([right, right]);
      const next = await other.refresh(right);
      expect(next.session.id).toBe(session.id);
      const last = await other.refresh(next.refreshToken); // the two tokens before it have a grace
      expect(await reason(one.refresh(token))).toBe('reuse');
      expect(await reason(one.refresh(last.refreshToken))).toBe('ended');
    },
  );

  it.each(DEATHS)(
    'while it ends a stolen session, command $command, $moment: all its tokens are invalid after the next attempt',
    async (death) => {
      const { refreshToken: token } = await one.begin('user');
      const second = await one.refresh(token);
      const third = await one.refresh(second.refreshToken);
      const last = await one.refresh(third.refreshToken);
      await dieOf(shared, token, death);
      expect(['reuse', 'ended']).toContain(await reason(other.refresh(token)));
      for (const { refreshToken } of [second, third, last]) {
        expect(await reason(one.refresh(refreshToken))).toBe('ended');
      }
    },
  );
});

import {
  afterClockJump,
  afterFailure,
  afterSuccess,
  afterUnknownKidFetch,
  COLD,
  decide,
  type RefreshSettings,
  type RefreshState,
} from '../../src/keys/refresh-policy.js';

const settings: RefreshSettings = {
  freshMs: 600_000,
  leastFreshMs: 60_000,
  mostFreshMs: 86_400_000,
  staleIfErrorMs: 3_600_000,
  unknownKidMs: 10_000,
  backOffMs: 1000,
  mostBackOffMs: 60_000,
};
const NOW = 1_000_000_000;
const good = afterSuccess(COLD, settings, { now: NOW, maxAgeMs: undefined, random: 0.5 });
const failed = (state: RefreshState, now: number, random = 1, retryAfterMs?: number) =>
  afterFailure(state, settings, { now, retryAfterMs, random });

describe('without any keys, a token', () => {
  it('waits for a fetch', () => {
    expect(decide(COLD, NOW, false)).toBe('refresh');
    expect(decide(COLD, -NOW, true)).toBe('refresh');
  });

  it('is answered with 503 during a back-off', () => {
    const state = failed(COLD, NOW);
    expect(decide(state, NOW + 999, false)).toBe('unavailable');
    expect(decide(state, NOW + 1000, false)).toBe('refresh');
  });
});

describe('a token whose key is cached', () => {
  it.each([
    [0, 'use'],
    [479_999, 'use'],
    [480_000, 'use-and-refresh'],
    [599_999, 'use-and-refresh'],
    [600_000, 'refresh'],
    [4_199_999, 'refresh'],
    [4_200_000, 'refresh'],
  ])('%i ms after a good answer: %s', (after, decision) => {
    expect(decide(good, NOW + after, true)).toBe(decision);
  });

  it('past freshness uses the key without a wait once a fetch has failed', () => {
    const state = failed(good, NOW + 600_000);
    expect(decide(state, NOW + 600_999, true)).toBe('use');
    expect(decide(state, NOW + 601_000, true)).toBe('use-and-refresh');
    expect(decide(state, NOW + 4_199_999, true)).toBe('use-and-refresh');
  });

  it('uses the key through an outage, and fetches as rarely as without one', () => {
    const state = failed(failed(failed(good, NOW + 480_000), NOW + 481_000), NOW + 541_000);
    expect(decide(state, NOW + 541_000 + 539_999, true)).toBe('use');
    expect(decide(state, NOW + 541_000 + 540_000, true)).toBe('use-and-refresh');
  });

  it('past all staleness waits or gets 503, whatever is cached', () => {
    const state = failed(good, NOW + 4_199_500);
    expect(decide(state, NOW + 4_200_000, true)).toBe('unavailable');
    expect(decide(state, NOW + 4_200_500, true)).toBe('refresh');
  });
});

describe('a token whose key is not cached', () => {
  it('fetches five times at once, then at most once in ten seconds', () => {
    let state = good;
    for (let i = 0; i < 5; i++) {
      expect(decide(state, NOW, false)).toBe('refresh');
      state = afterUnknownKidFetch(state, settings, NOW);
    }
    for (const from of [NOW, NOW + 10_000]) {
      expect(decide(state, from + 9_999, false)).toBe('refresh-later');
      expect(decide(state, from + 10_000, false)).toBe('refresh');
      state = afterUnknownKidFetch(state, settings, from + 10_000);
    }
  });

  it('gains one fetch for ten seconds without a fetch, up to five', () => {
    for (const [seconds, fetches] of [
      [0, 0],
      [9.999, 0],
      [10, 1],
      [25, 2],
      [49.999, 4],
      [50, 5],
      [86_400, 5],
    ] as const) {
      const now = NOW + seconds * 1000;
      let state = { ...good, freshUntil: Infinity, staleUntil: Infinity };
      for (let i = 0; i < 5; i++) state = afterUnknownKidFetch(state, settings, NOW);
      let left = 0;
      while (left < 9 && decide(state, now, false) === 'refresh') {
        state = afterUnknownKidFetch(state, settings, now);
        left++;
      }
      expect([seconds, left]).toEqual([seconds, fetches]);
    }
  });

  it('is answered with 503 during a back-off', () => {
    const state = failed(good, NOW + 100);
    expect(decide(state, NOW + 1_099, false)).toBe('unavailable');
    expect(decide(state, NOW + 1_100, false)).toBe('refresh');
  });

  it('does not wait for the background refresh', () => {
    const state = failed(failed(failed(good, NOW), NOW), NOW);
    expect(decide(state, NOW + 3_999, false)).toBe('unavailable');
    expect(decide(state, NOW + 4_000, false)).toBe('refresh');
    expect(decide(state, NOW + 4_000, true)).toBe('use');
  });
});

describe('after a good answer', () => {
  it.each([
    [undefined, 600_000],
    [0, 60_000],
    [59_999, 60_000],
    [60_001, 60_001],
    [86_400_001, 86_400_000],
  ])('with a max-age of %p ms the keys are fresh for %i ms', (maxAgeMs, fresh) => {
    const state = afterSuccess(COLD, settings, { now: NOW, maxAgeMs, random: 0.5 });
    expect(state.freshUntil).toBe(NOW + fresh);
    expect(state.staleUntil).toBe(NOW + fresh + 3_600_000);
  });

  it.each([
    [0, 0.7],
    [0.5, 0.8],
    [1, 0.9],
  ])('with the jitter %d the refresh starts at %d of the freshness', (random, share) => {
    const state = afterSuccess(COLD, settings, { now: NOW, maxAgeMs: 100_000, random });
    expect(state.refreshAt - NOW).toBeCloseTo(100_000 * share, 6);
  });

  it('failures are reset and the budget for unknown key IDs is kept', () => {
    const state = afterUnknownKidFetch(failed(failed(good, NOW), NOW), settings, NOW);
    const after = afterSuccess(state, settings, { now: NOW, maxAgeMs: undefined, random: 0.5 });
    expect(after).toEqual({ ...good, unknownKidAt: NOW - 30_000 });
  });
});

describe('after failures', () => {
  it('the back-off doubles from 1 s to 60 s and stays there', () => {
    let state = COLD;
    const waits: number[] = [];
    for (let i = 0; i < 30; i++) {
      state = failed(state, NOW);
      waits.push((state.retryAt - NOW) / 1000);
    }
    expect(waits.slice(0, 7)).toEqual([1, 2, 4, 8, 16, 32, 60]);
    expect(new Set(waits.slice(6))).toEqual(new Set([60]));
    expect(state.failures).toBe(30);
  });

  it('jitter keeps between a tenth and all of the back-off', () => {
    expect(failed(COLD, NOW, 0).retryAt).toBe(NOW + 100);
    expect(failed(COLD, NOW, 0.5).retryAt).toBe(NOW + 550);
    expect(failed(COLD, NOW, 1).retryAt).toBe(NOW + 1000);
  });

  it('a server’s Retry-After is kept, up to the longest back-off', () => {
    expect(failed(COLD, NOW, 0, 30_000).retryAt).toBe(NOW + 30_000);
    expect(failed(COLD, NOW, 1, 100).retryAt).toBe(NOW + 1000);
    expect(failed(COLD, NOW, 0, 3_600_000).retryAt).toBe(NOW + 60_000);
  });

  it('cached keys keep their times', () => {
    const { freshMs, freshUntil, staleUntil } = failed(good, NOW + 1);
    expect({ freshMs, freshUntil, staleUntil }).toEqual({
      freshMs: 600_000,
      freshUntil: good.freshUntil,
      staleUntil: good.staleUntil,
    });
  });
});

describe('the next background refresh after failures', () => {
  /** Seconds between a failure and the next refresh. */
  const wait = (state: RefreshState, now: number, random: number, retryAfterMs?: number) =>
    (failed(state, now, random, retryAfterMs).refreshAt - now) / 1000;
  const after = (failures: number): RefreshState => ({ ...good, failures });

  it.each([
    [0, 0, 0.1],
    [0, 1, 1],
    [1, 0, 42],
    [1, 1, 54],
    [2, 0, 420],
    [2, 0.5, 480],
    [2, 1, 540],
    [20, 1, 540],
  ])('after %i of them, with the jitter %d, comes after %d s', (failures, random, seconds) => {
    expect(wait(after(failures), NOW, random)).toBeCloseTo(seconds, 6);
  });

  it('is as rare as the server’s max-age allows without failures', () => {
    const day = afterSuccess(COLD, settings, { now: NOW, maxAgeMs: 86_400_000, random: 0.5 });
    expect(wait({ ...day, failures: 2 }, NOW, 0.5)).toBeCloseTo(69_120, 6);
  });

  it('comes sooner as the last use of the keys approaches', () => {
    const end = good.staleUntil;
    expect(wait(after(2), end - 500_000, 0.5)).toBeCloseTo(400, 6);
    expect(wait(after(3), end - 100_000, 0.5)).toBeCloseTo(80, 6);
    expect(wait(after(9), end, 1)).toBe(60);
  });

  it('waits as long as the server asked, up to the longest back-off', () => {
    expect(wait(after(0), NOW, 0.5, 30_000)).toBe(30);
    expect(wait(after(0), NOW, 0.5, 3_600_000)).toBe(60);
    expect(wait(after(2), NOW, 0.5, 30_000)).toBeCloseTo(480, 6);
  });

  it('does not happen without cached keys: tokens wait', () => {
    const state = failed(failed(failed(COLD, NOW), NOW), NOW);
    expect(state.refreshAt).toBe(state.retryAt);
    expect(state.retryAt).toBe(NOW + 4_000);
  });
});

describe('after a jump back of the clock', () => {
  it('cached keys are fetched again in ten seconds, and nothing else changes', () => {
    const before = afterUnknownKidFetch(failed(good, NOW), settings, NOW);
    const jumped = afterClockJump({ ...before, refreshAt: NOW + 480_000 }, settings, NOW);
    expect(jumped).toEqual({ ...before, refreshAt: NOW + 10_000 });
  });

  it('an earlier refresh stays scheduled', () => {
    expect(afterClockJump(COLD, settings, NOW)).toEqual(COLD);
  });
});

describe('the cold state', () => {
  it('cannot be changed', () => {
    expect(Object.isFrozen(COLD)).toBe(true);
  });
});

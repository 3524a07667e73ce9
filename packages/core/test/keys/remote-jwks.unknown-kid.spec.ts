import type { KeysUnavailableError } from '../../src/index.js';
import { hang, jwks, status } from '../support/jwks-server.js';
import { errorOf, verdictOf } from '../support/verdict.js';
import {
  closeRemotes,
  openRemote,
  published,
  spend,
  until,
  type Remote,
} from '../support/remote.js';

afterEach(closeRemotes);

const A = published('a');
const B = published('b');

async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise((turn) => setImmediate(turn));
}

async function warm(options = {}): Promise<Remote> {
  const remote = await openRemote(jwks([A]), options);
  await remote.source.warmUp();
  return remote;
}

describe('an unknown key ID', () => {
  it('is fetched for at once, so that a rotation is seen at once', async () => {
    const { server, look } = await warm();
    server.answer = jwks([A, B]);

    expect(await look('b')).toBe('found');
    expect(server.count).toBe(2);
  });

  it('shares the fetch in flight, so that no token waits after a rotation', async () => {
    const { server, clock, look } = await warm();
    server.answer = jwks([A, B]);
    const looks = await Promise.all(Array.from({ length: 500 }, () => look('b')));

    expect(new Set(looks)).toEqual(new Set(['found']));
    expect([server.count, clock.waiting]).toEqual([2, 0]);
  });

  it('that the fetch in flight did not bring is missing for all tokens that waited', async () => {
    const { server, clock, look } = await warm();
    const looks = await Promise.all(Array.from({ length: 50 }, () => look('x')));

    expect(new Set(looks)).toEqual(new Set(['none']));
    expect([server.count, clock.waiting]).toEqual([2, 0]);
  });

  it('is remembered for ten seconds and not fetched for again', async () => {
    const { server, clock, look } = await warm();
    expect(await look('x')).toBe('none');
    clock.advance(9);
    expect(await look('x')).toBe('none');
    expect(server.count).toBe(2);

    clock.advance(1);
    expect(await look('x')).toBe('none');
    expect(server.count).toBe(3);
  });

  it('is remembered on a cold start too', async () => {
    const { server, look } = await openRemote(jwks([A]));
    expect([await look('x'), await look('x')]).toEqual(['none', 'none']);
    expect(server.count).toBe(1);
  });

  it('is no longer missing once it was fetched, whatever is fetched later', async () => {
    const brief = { 'cache-control': 'max-age=60' };
    const { server, clock, source, look } = await warm({ unknownKidInterval: '5m' });
    expect(await look('b')).toBe('none');
    server.answer = jwks([A, B], brief);
    await source.refresh();
    clock.advance(60);
    expect(await look('b')).toBe('found');
    expect(server.count).toBe(4);
  });

  it('is fetched for at once after one unknown key ID, which used one fetch', async () => {
    const { server, clock, look } = await warm();
    expect(await look('stray')).toBe('none');
    server.answer = jwks([A, B]);
    expect(await look('b')).toBe('found');
    expect([server.count, clock.waiting]).toEqual([3, 0]);
  });

  it('is fetched for at once five times, then once in ten seconds', async () => {
    const { server, clock, look } = await warm();
    await spend(look);
    expect([server.count, clock.waiting]).toEqual([6, 0]);

    for (let i = 1; i <= 3; i++) {
      const waiting = look(`late-${i}`);
      await until(() => clock.waiting === 1);
      clock.advance(9);
      expect(server.count).toBe(5 + i);
      clock.advance(1);
      expect(await waiting).toBe('none');
      expect(server.count).toBe(6 + i);
    }
  });

  it('regains one immediate fetch for each ten seconds without one, up to five', async () => {
    for (const [seconds, atOnce] of [
      [9, 0],
      [10, 1],
      [29, 2],
      [50, 5],
      [500, 5],
    ] as const) {
      const { server, clock, look } = await warm({ freshness: '1h' });
      await spend(look);
      clock.advance(seconds);
      for (let i = 0; i < atOnce; i++) expect(await look(`later-${i}`)).toBe('none');
      expect(server.count).toBe(6 + atOnce);
      void look('one-more');
      await until(() => clock.waiting === 1);
      expect(server.count).toBe(6 + atOnce);
    }
  });

  it('every ten seconds leaves a new key its fetch', async () => {
    const { server, clock, look } = await warm({ freshness: '1h' });
    for (let i = 0; i < 20; i++) {
      expect(await look('stray')).toBe('none');
      clock.advance(10);
    }
    expect(server.count).toBe(21);
    server.answer = jwks([A, B]);
    expect(await look('b')).toBe('found');
    expect(clock.waiting).toBe(0);
  });

  it('waits for the shared fetch at the end of the interval', async () => {
    const { server, clock, look } = await warm();
    await spend(look);
    server.answer = jwks([A, B]);

    const waiting = [look('b'), look('y'), look('b'), look('z')];
    await until(() => clock.waiting === 1);
    expect(server.count).toBe(6);
    clock.advance(10);
    expect(await Promise.all(waiting)).toEqual(['found', 'none', 'found', 'none']);
    expect(server.count).toBe(7);
  });

  it('keeps the configured interval', async () => {
    const { server, clock, look } = await warm({ unknownKidInterval: 60 });
    await spend(look);
    clock.advance(59);
    const waiting = look('y');
    await until(() => clock.waiting === 1);
    expect(server.count).toBe(6);
    clock.advance(1);
    expect(await waiting).toBe('none');
  });

  it('gets Retry-After when 1,000 tokens are waiting', async () => {
    const { clock, find, look } = await warm();
    await spend(look);
    const waiting = Array.from({ length: 1000 }, (_, i) => look(`y${i}`));
    clock.advance(4);

    const error = await errorOf(() => find('z'));
    expect(error?.code).toBe('ERR_KEYS_UNAVAILABLE');
    expect((error as KeysUnavailableError).retryAfter).toBe(6);
    expect(await look('a')).toBe('found');

    clock.advance(6);
    expect(new Set(await Promise.all(waiting))).toEqual(new Set(['none']));
  });

  it('that waits is rejected when the source is closed', async () => {
    const { clock, source, look } = await warm();
    await spend(look);
    const waiting = look('y');
    await until(() => clock.waiting === 1);
    source.close();

    expect(await waiting).toBe('ERR_KEYS_UNAVAILABLE');
    expect(clock.waiting).toBe(0);
  });

  it('that waits for the fetch in flight is rejected when the source is closed', async () => {
    const { server, clock, source, find, look } = await warm();
    server.answer = hang();
    const first = look('x');
    const second = errorOf(() => find('y'));
    await until(() => server.count === 2);
    source.close();

    expect(await first).toBe('ERR_KEYS_UNAVAILABLE');
    expect((await second)?.message).toBe('the key source is closed');
    expect(clock.waiting).toBe(0);
  });

  it('that waited for a failed fetch does not wait for the next', async () => {
    const { server, clock, look } = await warm();
    server.answer = status(500);
    const looks = await Promise.all([look('x'), look('y')]);

    expect(looks).toEqual(['ERR_KEYS_UNAVAILABLE', 'ERR_KEYS_UNAVAILABLE']);
    expect([server.count, clock.waiting]).toEqual([2, 0]);
  });

  it('gets 503 when its fetch fails', async () => {
    const { server, clock, look } = await warm();
    server.answer = status(500);
    expect(await look('x')).toBe('ERR_KEYS_UNAVAILABLE');
    expect(await look('x')).toBe('ERR_KEYS_UNAVAILABLE');
    expect(await look('a')).toBe('found');
    expect(server.count).toBe(2);
    clock.advance(1);
    const waiting = look('y');
    clock.advance(9);
    expect(await waiting).toBe('ERR_KEYS_UNAVAILABLE');
  });

  it('does not fetch during a back-off, even when it waited', async () => {
    const { server, clock, look, source } = await openRemote(jwks([A]));
    await look('a');
    await spend(look);
    const waiting = look('y');
    await until(() => clock.waiting === 1);

    server.answer = status(503, { 'retry-after': '60' });
    expect(await verdictOf(() => source.refresh())).toBe('ERR_KEYS_UNAVAILABLE');
    const before = server.count;
    clock.advance(10);
    expect(await waiting).toBe('ERR_KEYS_UNAVAILABLE');
    expect(server.count).toBe(before);
  });

  it('gets Retry-After when it would wait for more than ten seconds', async () => {
    const { server, clock, find, look } = await openRemote(jwks([A]), { unknownKidInterval: '2m' });
    await look('a');
    await spend(look);
    expect(await errorOf(() => find('y'))).toMatchObject({
      code: 'ERR_KEYS_UNAVAILABLE',
      retryAfter: 120,
    });
    expect([clock.waiting, server.count]).toEqual([0, 6]);
  });

  it('that an older fetch does not bring causes another fetch', async () => {
    const { server, clock, look } = await openRemote(jwks([A]));
    await look('a');
    const answers: (() => void)[] = [];
    server.answer = (request, response) => {
      answers.push(() => jwks([A])(request, response)); // the answer from before the key existed
    };
    clock.advance(500);
    await look('a');
    await until(() => answers.length === 1);
    const looking = [look('b'), look('x'), look('b')];
    server.answer = jwks([A, B]);
    answers[0]?.();
    expect(await Promise.all(looking)).toEqual(['found', 'none', 'found']);
    expect(server.count).toBe(3);
  });

  it('that waited for its turn does not use an older fetch', async () => {
    const { server, clock, look, source } = await openRemote(jwks([A]));
    await look('a');
    await spend(look);
    const looking = look('b');
    await until(() => clock.waiting === 1);
    const answers: (() => void)[] = [];
    server.answer = (request, response) => {
      answers.push(() => jwks([A])(request, response));
    };
    const refreshing = source.refresh();
    await until(() => answers.length === 1);
    clock.advance(10);
    server.answer = jwks([A, B]);
    answers[0]?.();
    await refreshing;
    expect([await looking, server.count]).toEqual(['found', 8]);
  });

  it('that is absent finds the only key of the issuer, or no key', async () => {
    const { server, clock, look } = await warm();
    expect(await look()).toBe('found');
    server.answer = jwks([]);
    clock.advance(600);
    expect(await look()).toBe('none');
  });
});

describe('a flood of random key IDs (row 49)', () => {
  it('stays within the budget of fetches while good tokens arrive', async () => {
    const { server, clock, look } = await warm();
    let answered = 0;
    let asked = 0;
    for (let second = 0; second < 60; second++) {
      for (let i = 0; i < 20; i++) {
        asked++;
        void look(`random-${second}-${i}`).then(() => answered++);
      }
      await turns(5);
      expect(await look('a')).toBe('found');
      clock.advance(1);
    }
    // One at the start, five immediately, and one every ten seconds.
    expect(server.count).toBe(1 + 5 + 5);

    await until(() => {
      clock.advance(10);
      return answered === asked;
    });
    expect(answered).toBe(1200);
  });

  it('does not delay a new key by more than ten seconds', async () => {
    const { server, clock, look } = await warm();
    await spend(look);
    server.answer = jwks([A, B]);
    const rotated = look('b');
    for (let i = 0; i < 100; i++) void look(`random-${i}`);
    await until(() => clock.waiting === 1);
    clock.advance(10);

    expect(await rotated).toBe('found');
    expect(server.count).toBe(7);
  });

  it('one after the other waits instead of fetching', async () => {
    const { server, clock, look } = await warm({ timeout: 0.2 });
    await spend(look);
    server.answer = hang();
    const waiting = look('y');
    await until(() => clock.waiting === 1);
    clock.advance(10);
    expect(await waiting).toBe('ERR_KEYS_UNAVAILABLE');
    expect(await look('a')).toBe('found');
    expect(server.count).toBe(7);
  });
});

/** A clock that is set back: time continues from the old value, and the keys are fetched again soon. */
import { jwks, status } from '../support/jwks-server.js';
import { closeRemotes, openRemote, published, spend, until } from '../support/remote.js';

afterEach(closeRemotes);

const HOUR = 3600;

describe('a clock that jumps back', () => {
  it('neither prolongs an outage nor ends a back-off', async () => {
    const { server, clock, look } = await openRemote(status(500), {}, 1);
    expect(await look('a')).toBe('ERR_KEYS_UNAVAILABLE');
    server.answer = jwks([published('a')]);
    clock.advance(-HOUR);
    expect([await look('a'), server.count]).toEqual(['ERR_KEYS_UNAVAILABLE', 1]);
    clock.advance(1);
    expect([await look('a'), server.count]).toEqual(['found', 2]);
  });

  it('keeps a withdrawn key for at most ten seconds of use', async () => {
    const { server, clock, look } = await openRemote(jwks([published('a')]));
    expect(await look('a')).toBe('found');
    server.answer = jwks([published('b')]);
    clock.advance(-24 * HOUR);
    expect(await look('a')).toBe('found');
    clock.advance(9);
    expect([await look('a'), server.count]).toEqual(['found', 1]);
    clock.advance(1);
    await look('a');
    await until(() => server.count === 2);
    for (let turn = 0; turn < 1000 && (await look('a')) === 'found'; turn++) {
      await new Promise((next) => setImmediate(next));
    }
    expect(await look('a')).toBe('none');
  });

  it('does not remember a key as missing for longer', async () => {
    const { server, clock, look } = await openRemote(jwks([published('a')]));
    expect([await look('a'), await look('b')]).toEqual(['found', 'none']);
    server.answer = jwks([published('a'), published('b')]);
    clock.advance(-HOUR);
    expect(await look('b')).toBe('none');
    clock.advance(10);
    expect(await look('b')).toBe('found');
  });

  it('does not revive keys after their last use, however often it jumps', async () => {
    const { server, clock, look } = await openRemote(jwks([published('a')]), {}, 1);
    expect(await look('a')).toBe('found');
    server.answer = status(500);
    clock.advance(600);
    expect(await look('a')).toBe('found');
    let seconds = 600;
    for (; seconds < 600 + HOUR; seconds += 400) {
      expect([seconds, await look('a')]).toEqual([seconds, 'found']);
      clock.advance(400);
      await look('a');
      clock.advance(-300);
    }
    expect(await look('a')).toBe('ERR_KEYS_UNAVAILABLE');
  });

  it('does not raise the budget for unknown key IDs', async () => {
    const { server, clock, look } = await openRemote(jwks([published('a')]));
    await look('a');
    await spend(look);
    const looks: Promise<unknown>[] = [];
    for (let i = 1; i <= 50; i++) {
      clock.advance(-0.001);
      looks.push(look(`x-${i}`));
    }
    await until(() => clock.waiting === 1);
    expect(server.count).toBe(6);
    clock.advance(11);
    expect(new Set(await Promise.all(looks))).toEqual(new Set(['none']));
    expect(server.count).toBe(7);
  });

  it('leaves keys usable while their server is down', async () => {
    const { server, clock, look } = await openRemote(jwks([published('a')]));
    expect(await look('a')).toBe('found');
    server.answer = status(500);
    clock.advance(-HOUR);
    expect(await look('a')).toBe('found');
  });
});

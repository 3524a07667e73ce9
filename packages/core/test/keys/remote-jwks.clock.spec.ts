/** A clock that was ahead and is put right: what was planned by it must not hold. */
import { jwks, status } from '../support/jwks-server.js';
import { closeRemotes, openRemote, published } from '../support/remote.js';

afterEach(closeRemotes);

const HOUR = 3600;

describe('a clock that jumps back', () => {
  it('does not keep an outage going that is over', async () => {
    const { server, clock, look } = await openRemote(status(500), {}, 1);
    expect(await look('a')).toBe('ERR_KEYS_UNAVAILABLE');
    server.answer = jwks([published('a')]);
    clock.advance(-HOUR);
    expect(await look('a')).toBe('found');
    expect(server.count).toBe(2);
  });

  it('does not keep a key that was withdrawn', async () => {
    const { server, clock, look } = await openRemote(jwks([published('a')]));
    expect(await look('a')).toBe('found');
    server.answer = jwks([published('b')]);
    clock.advance(-24 * HOUR);
    expect(await look('a')).toBe('none');
  });

  it('does not remember a key as missing that is there', async () => {
    const { server, clock, look } = await openRemote(jwks([published('a')]));
    expect([await look('a'), await look('b')]).toEqual(['found', 'none']);
    server.answer = jwks([published('a'), published('b')]);
    clock.advance(-HOUR);
    expect(await look('b')).toBe('found');
  });

  it('leaves keys usable while their server is down', async () => {
    const { server, clock, look } = await openRemote(jwks([published('a')]));
    expect(await look('a')).toBe('found');
    server.answer = status(500);
    clock.advance(-HOUR);
    expect(await look('a')).toBe('found');
  });
});

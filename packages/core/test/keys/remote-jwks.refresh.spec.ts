/** A refresh by hand. */
import { hang, jwks, status } from '../support/jwks-server.js';
import { closeRemotes, openRemote, published, spend, until } from '../support/remote.js';
import { errorOf, verdictOf } from '../support/verdict.js';

afterEach(closeRemotes);

const A = published('a');
const B = published('b');

describe('a refresh by hand', () => {
  it('fetches at once, and the keys are in when it is over', async () => {
    const { server, source, look } = await openRemote(jwks([A]));
    await source.refresh();
    server.answer = jwks([B]);
    await source.refresh();
    expect([await look('b'), server.count]).toEqual(['found', 2]);
  });

  it('takes out a key that its issuer withdrew, long before its freshness ends', async () => {
    const { server, source, look } = await openRemote(
      jwks([A], { 'cache-control': 'max-age=86400' }),
    );
    expect(await look('a')).toBe('found');
    server.answer = jwks([B]);
    await source.refresh();
    expect(await look('a')).toBe('none');
  });

  it('is shared by all who ask while it is under way, tokens too', async () => {
    const { server, source, look } = await openRemote(jwks([A]));
    const waiting = [source.refresh(), source.refresh(), source.warmUp()];
    expect(await look('a')).toBe('found');
    await Promise.all(waiting);
    expect(server.count).toBe(1);
  });

  it('does not wait for a back-off or for the budget of unknown key IDs, and spends neither', async () => {
    const { server, clock, source, look } = await openRemote(
      status(503, { 'retry-after': '60' }),
      {},
      1,
    );
    expect(await look('a')).toBe('ERR_KEYS_UNAVAILABLE');
    server.answer = jwks([A]);
    await source.refresh();
    expect([await look('a'), server.count]).toEqual(['found', 2]);
    server.answer = jwks([A, B]);
    expect([await look('b'), server.count]).toEqual(['found', 3]);
    await spend(look, 4);

    const waiting = look('x');
    await until(() => clock.waiting === 1);
    await source.refresh();
    expect(server.count).toBe(8);
    clock.advance(10);
    expect([await waiting, server.count]).toEqual(['none', 9]);
  });

  it('that fails is told, leaves the keys at hand in use, and is backed off from', async () => {
    const { server, clock, source, look } = await openRemote(jwks([A]), {}, 1);
    await source.refresh();
    server.answer = status(500);
    expect(await errorOf(() => source.refresh())).toMatchObject({
      code: 'ERR_KEYS_UNAVAILABLE',
      retryAfter: 1,
    });
    expect([await look('a'), source.state()]).toEqual(['found', 'stale']);
    expect(await look('x')).toBe('ERR_KEYS_UNAVAILABLE');
    expect(server.count).toBe(2);
    clock.advance(1);
    expect([await look('x'), server.count]).toEqual(['ERR_KEYS_UNAVAILABLE', 3]);
  });

  it('is refused once the source is closed, and let go when it closes', async () => {
    const { server, source } = await openRemote(hang());
    const waiting = verdictOf(() => source.refresh());
    await until(() => server.count === 1);
    source.close();
    expect(await waiting).toBe('ERR_KEYS_UNAVAILABLE');
    expect((await errorOf(() => source.refresh()))?.message).toBe('the key source is closed');
    expect(server.count).toBe(1);
  });
});

/** `refresh()` of a remote JWK Set. */
import { hang, jwks, status } from '../support/jwks-server.js';
import { closeRemotes, openRemote, published, spend, until } from '../support/remote.js';
import { errorOf, verdictOf } from '../support/verdict.js';

afterEach(closeRemotes);

const A = published('a');
const B = published('b');

describe('refresh()', () => {
  it('fetches at once, and resolves when the keys are loaded', async () => {
    const { server, source, look } = await openRemote(jwks([A]));
    await source.refresh();
    server.answer = jwks([B]);
    await source.refresh();
    expect([await look('b'), server.count]).toEqual(['found', 2]);
  });

  it('removes a key that its issuer withdrew, long before its freshness ends', async () => {
    const { server, source, look } = await openRemote(
      jwks([A], { 'cache-control': 'max-age=86400' }),
    );
    expect(await look('a')).toBe('found');
    server.answer = jwks([B]);
    await source.refresh();
    expect(await look('a')).toBe('none');
  });

  it('is shared by all callers and tokens while it is in flight', async () => {
    const { server, source, look } = await openRemote(jwks([A]));
    const waiting = [source.refresh(), source.refresh(), source.warmUp()];
    expect(await look('a')).toBe('found');
    await Promise.all(waiting);
    expect(server.count).toBe(1);
  });

  it('does not wait for a back-off or the budget of unknown key IDs, and uses neither', async () => {
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

  it('rejects when the fetch fails, keeps the cached keys, and backs off', async () => {
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

  it('rejects once the source is closed, and when it closes', async () => {
    const { server, source } = await openRemote(hang());
    const waiting = verdictOf(() => source.refresh());
    await until(() => server.count === 1);
    source.close();
    expect(await waiting).toBe('ERR_KEYS_UNAVAILABLE');
    expect((await errorOf(() => source.refresh()))?.message).toBe('the key source is closed');
    expect(server.count).toBe(1);
  });
});

import { jwks, revalidated, status } from '../support/jwks-server.js';
import { keyOf, withKid } from '../support/keys.js';
import { closeRemotes, openRemote, published, until } from '../support/remote.js';
import { errorOf } from '../support/verdict.js';

afterEach(closeRemotes);

const A = published('a');
const B = published('b');
const OTHER_A = withKid(keyOf('ES256', 'attacker'), 'a').jwk;

describe('the keys of a remote JWK Set', () => {
  it('are fetched once for 1,000 tokens that come at once (row 60)', async () => {
    const { server, find } = await openRemote(jwks([A]));
    const keys = await Promise.all(Array.from({ length: 1000 }, () => find('a')));

    expect(new Set(keys).size).toBe(1);
    expect(keys[0]?.kid).toBe('a');
    expect(server.count).toBe(1);
  });

  it('are returned without a promise afterwards', async () => {
    const { source, find } = await openRemote(jwks([A]));
    const key = await find('a');

    expect(source.find({ alg: 'ES256', kid: 'a', typ: undefined })).toBe(key);
  });

  it('are asked for as a JWK Set, and with nothing of a token', async () => {
    const { server, find } = await openRemote(jwks([A]));
    await find('a');
    const [request] = server.requests;

    expect(request?.method).toBe('GET');
    expect(request?.url).toBe('/jwks');
    expect(request?.headers.accept).toBe('application/jwk-set+json, application/json');
    expect(request?.headers.authorization).toBeUndefined();
  });

  it('are fresh for ten minutes, and refreshed in the background at 80 %', async () => {
    const { server, clock, source, find } = await openRemote(jwks([A]));
    const key = await find('a');
    const header = { alg: 'ES256', kid: 'a', typ: undefined } as const;

    clock.advance(479);
    expect(source.find(header)).toBe(key);
    expect(server.count).toBe(1);

    clock.advance(1);
    expect(source.find(header)).toBe(key);
    await until(() => server.count === 2);
  });

  it('are waited for once they are no longer fresh (row 58)', async () => {
    const { server, clock, look } = await openRemote(jwks([A, B]));
    expect(await look('a')).toBe('found');

    server.answer = jwks([B]);
    clock.advance(600);
    expect(await look('a')).toBe('none');
    expect(await look('b')).toBe('found');
    expect(server.count).toBe(2);
  });

  it('stay fresh for max-age, from one minute to a day', async () => {
    const cases: [cacheControl: string, freshSeconds: number][] = [
      ['max-age=120', 120],
      ['public, max-age=7200, must-revalidate', 7200],
      ['max-age="300"', 300],
      ['max-age=0', 60],
      ['no-store, max-age=7200', 60],
      ['no-cache', 60],
      ['max-age=999999999', 86_400],
      ['max-age=many', 600],
      ['s-maxage=7200', 600],
    ];
    for (const [cacheControl, seconds] of cases) {
      const { server, clock, look } = await openRemote(
        jwks([A], { 'cache-control': cacheControl }),
      );
      await look('a');
      clock.advance(seconds * 0.8 - 1);
      await look('a');
      expect([cacheControl, server.count]).toEqual([cacheControl, 1]);
      clock.advance(seconds * 0.2 + 1);
      await look('a');
      expect([cacheControl, server.count]).toEqual([cacheControl, 2]);
    }
  });

  it('are revalidated by ETag and kept when nothing changed', async () => {
    const { server, clock, find } = await openRemote(revalidated([A], '"v1"'));
    const key = await find('a');
    clock.advance(600);

    expect(await find('a')).toBe(key);
    expect(server.requests[1]?.headers['if-none-match']).toBe('"v1"');
    expect(server.count).toBe(2);
  });

  it('are read again when the ETag changed', async () => {
    const { server, clock, look } = await openRemote(revalidated([A], '"v1"'));
    await look('a');
    server.answer = revalidated([B], '"v2"');
    clock.advance(600);

    expect([await look('a'), await look('b')]).toEqual(['none', 'found']);
  });

  it('are not revalidated against a document that was rejected', async () => {
    const tooMany = Array.from({ length: 101 }, (_, i) => published(`k${i}`));
    const { server, clock, look } = await openRemote(revalidated(tooMany, '"bad"'), {}, 1);
    expect(await look('k1')).toBe('ERR_KEYS_UNAVAILABLE');
    clock.advance(1);
    expect(await look('k1')).toBe('ERR_KEYS_UNAVAILABLE');

    server.answer = revalidated([A], '"good"');
    clock.advance(2);
    expect(await look('a')).toBe('found');
  });

  it('take the freshness of a 304, or keep the old one if it has none', async () => {
    const saying = (maxAge?: number) =>
      revalidated([A], '"v1"', maxAge ? { 'cache-control': `max-age=${maxAge}` } : {});
    const { server, clock, source, look } = await openRemote(saying(100));
    await look('a');
    clock.advance(100);
    for (const [says, seconds] of [
      [undefined, 100],
      [300, 300],
      [undefined, 300],
    ] as const) {
      server.answer = saying(says);
      expect(await look('a')).toBe('found');
      clock.advance(seconds - 0.001);
      expect(source.state()).toBe('ready');
      clock.advance(0.001);
      expect(source.state()).toBe('stale');
    }
  });

  it('reject a 304 without a conditional request', async () => {
    const { find } = await openRemote(status(304));
    expect(await errorOf(() => find('a'))).toMatchObject({
      code: 'ERR_KEYS_UNAVAILABLE',
      cause: { failure: 'status', status: 304 },
    });
  });

  it('are loaded ahead by warmUp, once', async () => {
    const { server, source, look } = await openRemote(jwks([A]));
    await Promise.all([source.warmUp(), source.warmUp()]);
    await source.warmUp();

    expect(server.count).toBe(1);
    expect(await look('a')).toBe('found');
    expect(server.count).toBe(1);
  });

  it('are not fetched again once they are closed', async () => {
    const { source, look } = await openRemote(jwks([A]));
    expect(await look('a')).toBe('found');
    source.close();
    expect(await look('a')).toBe('ERR_KEYS_UNAVAILABLE');
  });

  it('are discarded when closed during the fetch', async () => {
    const { server, source, look } = await openRemote(() => undefined);
    const waiting = look('a');
    await until(() => server.count === 1);
    source.close();

    expect(await waiting).toBe('ERR_KEYS_UNAVAILABLE');
  });
});

describe('a key ID that is ambiguous in a remote JWK Set', () => {
  it('is rejected, and others are found (row 56)', async () => {
    const { look } = await openRemote(jwks([A, OTHER_A, B]));
    expect([await look('a'), await look('b')]).toEqual(['ERR_KEY_AMBIGUOUS', 'found']);
  });

  it('is accepted again once the issuer has corrected its set', async () => {
    const { server, clock, look } = await openRemote(jwks([A, OTHER_A]));
    expect(await look('a')).toBe('ERR_KEY_AMBIGUOUS');

    server.answer = jwks([A]);
    expect(await look('a')).toBe('ERR_KEY_AMBIGUOUS');
    clock.advance(600);
    expect(await look('a')).toBe('found');
  });

  it('causes no fetch of its own', async () => {
    const { server, clock, look } = await openRemote(jwks([A, OTHER_A]));
    for (let i = 0; i < 20; i++) {
      expect(await look('a')).toBe('ERR_KEY_AMBIGUOUS');
      clock.advance(10);
    }
    expect(server.count).toBe(1);
  });

  it('stays rejected while the issuer is unavailable', async () => {
    const { server, clock, look } = await openRemote(jwks([A, OTHER_A]));
    await look('a');
    server.answer = status(500);
    clock.advance(600);
    expect(await look('a')).toBe('ERR_KEY_AMBIGUOUS');
  });

  it('includes a missing key ID, when there are several keys (row 59)', async () => {
    const { server, clock, look } = await openRemote(jwks([OTHER_A, B]));
    expect(await look()).toBe('ERR_KEY_AMBIGUOUS');

    server.answer = jwks([B]);
    clock.advance(600);
    expect(await look()).toBe('found');
  });
});

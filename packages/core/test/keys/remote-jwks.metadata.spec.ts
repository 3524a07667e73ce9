/** Metadata is cached like keys: until its refresh, and while it cannot be fetched again. */
import { discover, GOOD, OIDC } from '../support/discovered.js';
import { hang, jwks, metadata, revalidated, routes, status } from '../support/jwks-server.js';
import type { Answer } from '../support/jwks-server.js';
import { closeRemotes, published } from '../support/remote.js';

afterEach(closeRemotes);

const A = published('a');
const B = published('b');

describe('cached metadata', () => {
  const jwksFreshFor = (seconds: number, key = A) =>
    jwks([key], { 'cache-control': `max-age=${seconds}` });

  it.each([
    ['max-age=7200', 7200],
    ['max-age=1', 60],
    ['max-age=999999999', 86_400],
    ['', 600],
  ])('with Cache-Control: %s is fetched again after %i s', async (cacheControl, seconds) => {
    const headers: Record<string, string> =
      cacheControl === '' ? {} : { 'cache-control': cacheControl };
    const answers = { [OIDC]: metadata(undefined, headers), '/jwks': jwksFreshFor(60) };
    const { server, clock, source } = await discover(answers);
    await source.refresh();
    clock.advance(seconds - 0.001);
    await source.refresh();
    expect(server.paths).toEqual([OIDC, '/jwks', '/jwks']);
    clock.advance(0.001);
    await source.refresh();
    expect(server.paths).toEqual([OIDC, '/jwks', '/jwks', OIDC, '/jwks']);
  });

  it('is revalidated by its ETag, like the keys', async () => {
    const tagged: Answer = (request, response) => {
      const known = request.headers['if-none-match'] === '"m1"';
      (known ? status(304) : metadata(undefined, { etag: '"m1"' }))(request, response);
    };
    const answers = { [OIDC]: tagged, '/jwks': revalidated([A], '"k1"') };
    const { server, clock, find } = await discover(answers);
    const key = await find('a');
    clock.advance(600);
    expect(await find('a')).toBe(key);
    expect(server.requests.map(({ headers }) => headers['if-none-match'])).toEqual([
      undefined,
      undefined,
      '"m1"',
      '"k1"',
    ]);
  });

  it('is followed when it names another address of the keys', async () => {
    const { server, clock, look } = await discover(GOOD);
    await look('a');
    server.answer = routes({
      [OIDC]: metadata((origin) => ({ jwks_uri: `${origin}/moved` })),
      '/jwks': jwks([A]),
      '/moved': jwks([B]),
    });
    clock.advance(600);
    expect([await look('a'), await look('b')]).toEqual(['none', 'found']);
    expect(server.paths.slice(2, 4)).toEqual([OIDC, '/moved']);
  });

  it.each<[string, Answer]>([
    ['is gone', status(404)],
    ['fails', status(500)],
    ['is suddenly of another issuer', metadata(() => ({ issuer: 'https://attacker.example' }))],
  ])('is used while it %s, until an hour past its freshness', async (_what, answer) => {
    const answers = { [OIDC]: metadata(), '/jwks': jwks([A]) };
    const { server, clock, look } = await discover(answers);
    await look('a');
    server.answer = routes({ [OIDC]: answer, '/jwks': jwks([A, B]) });
    clock.advance(600);
    expect([await look('a'), await look('b')]).toEqual(['found', 'found']);
    expect(server.paths.filter((path) => path === '/jwks')).toHaveLength(2);

    clock.advance(3599);
    expect(await look('a')).toBe('found');
    expect(server.paths.filter((path) => path === '/jwks')).toHaveLength(3);
    clock.advance(4200);
    expect(await look('a')).toBe('ERR_KEYS_UNAVAILABLE');
    expect(server.paths.filter((path) => path === '/jwks')).toHaveLength(3);
  });

  it('leaves half of the time limit to the keys while it hangs', async () => {
    const { server, clock, look } = await discover(GOOD, { timeout: 1 });
    await look('a');
    server.answer = routes({ [OIDC]: hang(), '/jwks': jwks([B]) });
    clock.advance(600);
    expect([await look('a'), await look('b')]).toEqual(['none', 'found']);
    expect(server.paths.slice(2)).toEqual([OIDC, '/jwks']);
  });

  it('is not used past its freshness when stale keys are not allowed', async () => {
    const { server, clock, look } = await discover(GOOD, { staleIfError: 0 });
    await look('a');
    server.answer = routes({ ...GOOD, [OIDC]: status(500) });
    clock.advance(600);
    expect(await look('a')).toBe('ERR_KEYS_UNAVAILABLE');
  });

  it('is fetched again as soon as the keys fail: they may have moved', async () => {
    const lasting = metadata(undefined, { 'cache-control': 'max-age=86400' });
    const { server, clock, look } = await discover({ [OIDC]: lasting, '/jwks': jwks([A]) });
    await look('a');
    server.answer = routes({
      [OIDC]: metadata((origin) => ({ jwks_uri: `${origin}/moved` })),
      '/moved': jwks([B]),
    });
    clock.advance(600);
    expect(await look('a')).toBe('found'); // by the cached keys: the old address is gone
    expect(server.paths.slice(2)).toEqual(['/jwks']);
    clock.advance(1);
    expect(await look('b')).toBe('found');
    expect(server.paths.slice(2)).toEqual(['/jwks', OIDC, '/moved']);
  });

  it('is fetched again when its address has no JWK Set, too', async () => {
    const { server, clock, look } = await discover({
      [OIDC]: metadata(),
      '/jwks': jwks(Array.from({ length: 101 }, () => A)),
    });
    await look('a');
    clock.advance(1);
    await look('a');
    expect(server.paths).toEqual([OIDC, '/jwks', OIDC, '/jwks']);
  });

  it('is not used longer when the clock is set back', async () => {
    const { server, clock, look } = await discover(GOOD);
    await look('a');
    clock.advance(-3600);
    expect(await look('a')).toBe('found');
    clock.advance(600);
    expect(await look('a')).toBe('found');
    expect(server.paths).toEqual([OIDC, '/jwks', OIDC, '/jwks']);
  });
});

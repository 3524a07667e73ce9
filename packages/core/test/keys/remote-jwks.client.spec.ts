/** Keys through a custom JwksClient. */
import jwksRsa from 'jwks-rsa';
import { RemoteJwks } from '../../src/keys/index.js';
import type { JwksKeysClient } from '../../src/index.js';
import { hang, jwks, JwksServer, status, type Answer } from '../support/jwks-server.js';
import {
  closeRemotes,
  openRemote,
  published,
  type Remote,
  spend,
  until,
} from '../support/remote.js';
import { errorOf } from '../support/verdict.js';

afterEach(closeRemotes);

const A = published('a');
const B = published('b');
const ADDRESS = 'https://issuer.example/jwks';

/** A source over a scripted server, through a client of jwks-rsa for the same server. */
async function openClient(
  answer: Answer,
  options: { readonly timeout?: number } = {},
): Promise<Remote> {
  let client: JwksKeysClient | undefined;
  const lazy: JwksKeysClient = { getKeys: async () => client?.getKeys() };
  const remote = await openRemote(answer, { ...options, client: lazy }, 1);
  client = new jwksRsa.JwksClient({ jwksUri: remote.server.uri, timeout: 600_000 });
  return remote;
}

describe('a custom JwksClient', () => {
  it('fetches, once for 1,000 tokens', async () => {
    const { server, find } = await openClient(jwks([A]));
    const keys = await Promise.all(Array.from({ length: 1000 }, () => find('a')));
    expect(new Set(keys).size).toBe(1);
    expect(server.count).toBe(1);
  });

  it('is called again by the policy, whatever Cache-Control says', async () => {
    const { server, clock, look } = await openClient(jwks([A], { 'cache-control': 'max-age=60' }));
    await look('a');
    clock.advance(480);
    expect(await look('a')).toBe('found');
    expect(server.count).toBe(1);
    server.answer = jwks([B]);
    clock.advance(120);
    expect([await look('a'), await look('b')]).toEqual(['none', 'found']);
    expect(server.count).toBe(2);
  });

  it('is called at once for unknown key IDs, and then once in ten seconds', async () => {
    const { server, clock, look } = await openClient(jwks([A]));
    await look('a');
    server.answer = jwks([A, B]);
    expect([await look('b'), server.count]).toEqual(['found', 2]);
    await spend(look, 4);
    expect(server.count).toBe(6);
    const waiting = look('x');
    await until(() => clock.waiting === 1);
    clock.advance(10);
    expect([await waiting, server.count]).toEqual(['none', 7]);
  });

  it('may change the list that it returned', async () => {
    const keys = [A];
    const { clock, look } = await openRemote(jwks(), { client: { getKeys: async () => keys } });
    expect(await look('a')).toBe('found');
    keys[0] = B;
    clock.advance(600);
    expect([await look('a'), await look('b')]).toEqual(['none', 'found']);
  });

  it('that fails leaves the cached keys in use, with a back-off', async () => {
    const { server, clock, look } = await openClient(status(500));
    expect(await look('a')).toBe('ERR_KEYS_UNAVAILABLE');
    server.answer = jwks([A]);
    expect(await look('a')).toBe('ERR_KEYS_UNAVAILABLE');
    clock.advance(1);
    expect(await look('a')).toBe('found');
    server.answer = status(500);
    clock.advance(600);
    expect([await look('a'), server.count]).toEqual(['found', 3]);
  });

  it('that hangs times out', async () => {
    const { server, look } = await openClient(hang(), { timeout: 0.05 });
    expect(await look('a')).toBe('ERR_KEYS_UNAVAILABLE');
    expect(server.count).toBe(1);
  });

  it('that hangs ends when the source is closed', async () => {
    const { server, source, look } = await openClient(hang());
    const waiting = look('a');
    await until(() => server.count === 1);
    source.close();
    expect(await waiting).toBe('ERR_KEYS_UNAVAILABLE');
  });

  it('is not called once the source is closed', async () => {
    let asked = 0;
    const client = { getKeys: async () => void asked++ };
    const source = new RemoteJwks(ADDRESS, { client });
    source.close();
    expect((await errorOf(() => source.refresh()))?.message).toBe('the key source is closed');
    expect(asked).toBe(0);
  });

  it.each<[string, () => unknown]>([
    [
      'throws at once',
      () => {
        throw new Error('a bug');
      },
    ],
    ['returns no list', () => ({ keys: [A] })],
    ['returns nothing', () => undefined],
    ['returns over 100 keys', () => Array.from({ length: 101 }, () => A)],
  ])('that %s gives no keys', async (_what, getKeys) => {
    const client = { getKeys } as JwksKeysClient;
    const source = new RemoteJwks(ADDRESS, { client });
    expect((await errorOf(() => source.warmUp()))?.code).toBe('ERR_KEYS_UNAVAILABLE');
  });

  it('gives no secret and no private key', async () => {
    const secret = { kty: 'oct', k: 'A'.repeat(43), kid: 'secret' };
    const { look } = await openRemote(jwks(), { client: { getKeys: async () => [secret, A] } });
    expect([await look('a'), await look('secret')]).toEqual(['found', 'none']);
  });
});

describe('the option client', () => {
  const client = { getKeys: async () => [A] };
  const expectRefused = async (
    from: ConstructorParameters<typeof RemoteJwks>[0],
    options: object,
  ) => {
    const error = await errorOf(() => new RemoteJwks(from, options));
    expect(error).toMatchObject({ code: 'ERR_CONFIGURATION', option: 'remote.client' });
  };

  it.each([null, 'client', {}, { getKeys: true }])('cannot be %p', (wrong) =>
    expectRefused(ADDRESS, { client: wrong }),
  );

  it('excludes options that would not apply to it', async () => {
    await expectRefused(ADDRESS, { client, fetch });
    await expectRefused(ADDRESS, { client, maxBytes: 1024 });
    await expectRefused({ issuer: 'https://issuer.example', discover: true }, { client });
  });

  it('must have the same address', async () => {
    const of = (jwksUri: unknown) => ({ client: { ...client, options: { jwksUri } } });
    await expectRefused(ADDRESS, of('https://issuer.example/other'));
    await expectRefused(ADDRESS, of('jwks'));
    await expectRefused(ADDRESS, of(1));
    await expectRefused(ADDRESS, {
      client: new jwksRsa.JwksClient({ jwksUri: 'http://issuer.example/jwks' }),
    });
    const right = [of(ADDRESS), of('https://ISSUER.example:443/jwks'), of(undefined), { client }];
    for (const options of right)
      expect(new RemoteJwks(ADDRESS, options).state()).toBe('unavailable');
  });

  it('keeps the rules for addresses', async () => {
    const error = await errorOf(() => new RemoteJwks('http://issuer.example/jwks', { client }));
    expect(error).toMatchObject({ option: 'jwksUri' });
  });

  it('may be a client of jwks-rsa', async () => {
    const server = await JwksServer.start(jwks([A]));
    const own = new jwksRsa.JwksClient({ jwksUri: server.uri, cache: true, rateLimit: true });
    const source = new RemoteJwks(server.uri, { client: own });
    expect((await source.find({ alg: 'ES256', kid: 'a', typ: undefined }))?.kid).toBe('a');
    source.close();
    await server.stop();
  });
});

import { RemoteJwks } from '../../src/keys/index.js';
import type { ConfigurationError } from '../../src/index.js';
import { parseKeyAddress } from '../../src/keys/jwks-address.js';
import { jwks, JwksServer, status } from '../support/jwks-server.js';
import { keyOf } from '../support/keys.js';
import { errorOf, verdictNow } from '../support/verdict.js';

const ADDRESS = 'https://issuer.example/jwks';

describe('the address of a JWK Set', () => {
  it.each([
    'https://issuer.example/jwks',
    'https://issuer.example:8443/jwks?tenant=1',
    'http://127.0.0.1:3000/jwks',
    'http://127.8.9.10/jwks',
    'http://localhost/jwks',
    'http://[::1]:3000/jwks',
  ])('may be %s', (address) => {
    expect(parseKeyAddress(address, 'jwksUri').href).toBe(new URL(address).href);
    expect(verdictNow(() => new RemoteJwks(new URL(address)))).toBe('accepted');
  });

  it.each([
    'http://issuer.example/jwks',
    'http://169.254.169.254/latest/meta-data',
    'http://127.0.0.1.attacker.example/jwks',
    'http://localhost.attacker.example/jwks',
    'http://10.0.0.1/jwks',
    'http://0.0.0.0/jwks',
    'file:///etc/passwd',
    'ftp://issuer.example/jwks',
    'data:application/json,{}',
    'https://user@issuer.example/jwks',
    'https://:password@issuer.example/jwks',
    'https://issuer.example/jwks#keys',
    'issuer.example/jwks',
    '/jwks',
    '',
  ])('cannot be %j (row 52)', async (address) => {
    const error = await errorOf(() => new RemoteJwks(address));
    expect(error).toMatchObject({ code: 'ERR_CONFIGURATION', option: 'jwksUri' });
    expect(error?.message).not.toContain('password@');
  });

  it.each([undefined, null, 1, {}])('cannot be %p', async (address) => {
    const error = await errorOf(() => new RemoteJwks(address as string));
    expect((error as ConfigurationError).option).toBe('jwksUri');
  });
});

describe('an option of a remote JWK Set', () => {
  const wrong: readonly [option: string, value: unknown][] = [
    ['timeout', 0.049],
    ['timeout', 30.001],
    ['timeout', '31s'],
    ['timeout', Number.NaN],
    ['timeout', '3'],
    ['maxBytes', 1023],
    ['maxBytes', 4_194_305],
    ['maxBytes', 2048.5],
    ['maxBytes', '2048'],
    ['maxBytes', Number.NaN],
    ['freshness', 59],
    ['freshness', '25h'],
    ['staleIfError', -1],
    ['staleIfError', '25h'],
    ['unknownKidInterval', 0.999],
    ['unknownKidInterval', '6m'],
    ['fetch', 'fetch'],
    ['fetch', {}],
    ['timout', 3],
  ];
  it.each(wrong)('%s cannot be %p, and is named', async (name, value) => {
    const error = await errorOf(() => new RemoteJwks(ADDRESS, { [name]: value }));
    expect(error).toMatchObject({ code: 'ERR_CONFIGURATION', option: `remote.${name}` });
  });

  const right: readonly [option: string, value: unknown][] = [
    ['timeout', 0.05],
    ['timeout', '30s'],
    ['maxBytes', 1024],
    ['maxBytes', 4_194_304],
    ['freshness', 60],
    ['freshness', '24h'],
    ['staleIfError', 0],
    ['staleIfError', '24h'],
    ['unknownKidInterval', 1],
    ['unknownKidInterval', '5m'],
    ['fetch', fetch],
    ['fetch', undefined],
    ['algorithms', ['RS256']],
  ];
  it.each(right)('%s may be %p', (name, value) => {
    expect(verdictNow(() => new RemoteJwks(ADDRESS, { [name]: value }))).toBe('accepted');
  });

  it('fetch replaces the platform’s', async () => {
    const asked: string[] = [];
    const own: typeof fetch = (input, init) => {
      asked.push(input instanceof Request ? input.url : String(input));
      return fetch(input, init);
    };
    const server = await JwksServer.start(jwks([keyOf('ES256').jwk]));
    const source = new RemoteJwks(server.uri, { fetch: own });
    const key = await source.find({ alg: 'ES256', kid: 'key-1', typ: undefined });

    expect(key?.alg).toBe('ES256');
    expect(asked).toEqual([server.uri]);
    source.close();
    await server.stop();
  });

  it('maxBytes limits the body', async () => {
    const server = await JwksServer.start(
      jwks(Array.from({ length: 20 }, () => keyOf('ES256').jwk)),
    );
    const source = new RemoteJwks(server.uri, { maxBytes: 1024 });
    expect((await errorOf(() => source.warmUp()))?.cause).toMatchObject({
      failure: 'too-large',
      cause: { message: 'a body of over 1024 bytes' },
    });
    await server.stop();
  });

  it('algorithms narrows the algorithms of keys', async () => {
    const server = await JwksServer.start(jwks([keyOf('ES256').jwk]));
    const source = new RemoteJwks(server.uri, { algorithms: ['RS256'] });
    await source.warmUp();
    expect(await source.find({ alg: 'ES256', kid: 'key-1', typ: undefined })).toBeUndefined();
    source.close();
    await server.stop();
  });
});

describe('an unexpected error', () => {
  it('is a failed fetch like others, and keeps the cached keys', async () => {
    const server = await JwksServer.start(jwks([keyOf('ES256').jwk]));
    let isBroken = false;
    const algorithms = ['ES256'] as unknown as readonly 'ES256'[];
    Object.assign(algorithms, {
      includes: () => {
        if (isBroken) throw new RangeError('not of ours');
        return true;
      },
    });
    const source = new RemoteJwks(server.uri, { algorithms });
    await source.warmUp();
    isBroken = true;
    server.answer = jwks([keyOf('ES256').jwk, keyOf('RS256').jwk]);
    const error = await errorOf(() => source.refresh());
    expect(error?.message).toBe(`the JWKS at ${server.uri} is unavailable: a network error`);
    expect(await source.find({ alg: 'ES256', kid: 'key-1', typ: undefined })).toBeDefined();
    source.close();
    await server.stop();
  });
});

describe('the timer that a remote JWK Set takes by default', () => {
  it('is the platform’s timer, and is cleared on close', async () => {
    const server = await JwksServer.start(jwks([keyOf('ES256').jwk]));
    const source = new RemoteJwks(server.uri, { unknownKidInterval: 1 });
    const look = (kid: string) =>
      errorOf(async () => source.find({ alg: 'ES256', kid, typ: undefined }));
    await source.warmUp();
    await look('x');
    const shared = look('y');
    expect(await shared).toBeUndefined(); // after one second: no timer, and no error
    expect(server.count).toBe(3);

    const waiting = look('z');
    source.close();
    expect((await waiting)?.code).toBe('ERR_KEYS_UNAVAILABLE');
    await server.stop();
  });

  it('allows a custom fetch to answer without a body', async () => {
    const source = new RemoteJwks(ADDRESS, { fetch: () => Promise.resolve(new Response(null)) });
    expect((await errorOf(() => source.warmUp()))?.cause).toMatchObject({
      failure: 'not-jwks',
      cause: { message: 'the answer is not a JWK Set' },
    });
  });
});

describe('the state of the keys', () => {
  it('is ready, stale or unavailable', async () => {
    const server = await JwksServer.start(jwks([keyOf('ES256').jwk]));
    let now = 0;
    const environment = { clock: () => now, random: () => 1 };
    const source = new RemoteJwks(server.uri, {}, environment);
    const states = [source.state()];
    await source.warmUp();
    for (now of [1, 599_999, 600_000, 4_199_999, 4_200_000]) states.push(source.state());

    expect(states).toEqual(['unavailable', 'ready', 'ready', 'stale', 'stale', 'unavailable']);
    source.close();
    await server.stop();
  });

  it('is stale as soon as a fetch has failed', async () => {
    const server = await JwksServer.start(jwks([keyOf('ES256').jwk]));
    const source = new RemoteJwks(server.uri);
    await source.warmUp();
    server.answer = status(500);
    await errorOf(async () => source.find({ alg: 'ES256', kid: 'x', typ: undefined }));

    expect(source.state()).toBe('stale');
    source.close();
    await server.stop();
  });
});

import { gzipSync } from 'node:zlib';
import type { KeysUnavailableError } from '../../src/index.js';
import { body, hang, jwks, JwksServer, status, type Answer } from '../support/jwks-server.js';
import { keyOf, secretTestKey, withKid } from '../support/keys.js';
import { closeRemotes, openRemote, published, until } from '../support/remote.js';
import { errorOf } from '../support/verdict.js';

afterEach(closeRemotes);

const A = published('a');
const padding = 'x'.repeat(300_000);
const huge = JSON.stringify({ keys: [A], padding });

const REFUSED: Readonly<Record<string, Answer>> = {
  'status 500': status(500),
  'status 404': status(404),
  'status 204': status(204),
  'status 401': status(401),
  'a body of over 256 KiB': body(huge),
  'a body of over 256 KiB once it is unpacked': body(gzipSync(huge), {
    'content-encoding': 'gzip',
  }),
  'a body of over 256 KiB in chunks': (_request, response) => {
    for (let i = 0; i < 30; i++) response.write(padding.slice(0, 10_000));
    response.end();
  },
  'no JSON': body('<html></html>'),
  'an empty body': body(''),
  'JSON that is an array': body('[]'),
  'JSON without keys': body('{}'),
  'JSON with keys that are not an array': body('{"keys":{}}'),
  'JSON with a member twice': body(`{"keys":[],"keys":[${JSON.stringify(A)}]}`),
  'JSON after two BOMs': body(`\ufeff\ufeff{"keys":[]}`),
  'over 100 keys': jwks(Array.from({ length: 101 }, (_, i) => published(`k${i}`))),
  'a body that is cut short': (_request, response) => {
    response.writeHead(200, { 'content-length': '1000' });
    response.write('{');
    response.destroy();
  },
  'a closed connection without an answer': (request) => request.socket.destroy(),
};

describe.each(Object.entries(REFUSED))('an answer of %s', (_name, answer) => {
  it('is rejected on a cold start, with Retry-After', async () => {
    const { find, server } = await openRemote(answer, {}, 1);
    const error = await errorOf(() => find('a'));

    expect(error?.code).toBe('ERR_KEYS_UNAVAILABLE');
    expect((error as KeysUnavailableError).retryAfter).toBe(1);
    expect(error?.message).toMatch(`the JWKS at ${server.uri} is unavailable: `);
    expect(error?.message).toMatch(
      /: (status \d{3}|a redirect.*|a body of.*|.*JWK Set.*|a network error.*)$/,
    );
  });

  it('leaves the cached keys in use (rows 50, 53, 54)', async () => {
    const { server, clock, look } = await openRemote(jwks([A]));
    await look('a');
    server.answer = answer;
    clock.advance(600);

    expect(await look('a')).toBe('found');
    expect(server.count).toBe(2);
  });
});

describe('a JWK Set of exactly 100 keys', () => {
  it('is accepted', async () => {
    const { look } = await openRemote(
      jwks(Array.from({ length: 100 }, (_, i) => published(`k${i}`))),
    );
    expect(await look('k99')).toBe('found');
  });
});

describe('a redirect (row 52)', () => {
  it.each([301, 302, 303, 307, 308])('by %i is not followed', async (code) => {
    const elsewhere = await JwksServer.start(jwks([A]));
    const { look } = await openRemote(status(code, { location: elsewhere.uri }));

    expect(await look('a')).toBe('ERR_KEYS_UNAVAILABLE');
    expect(elsewhere.count).toBe(0);
    await elsewhere.stop();
  });
});

describe('a slow server (row 53)', () => {
  it.each<[string, Answer]>([
    ['hangs', hang()],
    [
      'hangs in mid-body',
      (_request, response) => {
        response.writeHead(200).write('{"keys":[');
      },
    ],
    [
      'drips',
      (_request, response) => {
        response.writeHead(200);
        const timer = setInterval(() => response.write(' '), 5);
        response.on('close', () => clearInterval(timer));
      },
    ],
  ])('that %s is abandoned after the total time', async (_name, answer) => {
    const { server, look } = await openRemote(answer, { timeout: 0.1 });
    expect(await look('a')).toBe('ERR_KEYS_UNAVAILABLE');
    expect(server.count).toBe(1);
  });
});

describe('failures', () => {
  it('cause a back-off of 1 s, doubling to 60 s', async () => {
    const { server, clock, look } = await openRemote(status(500), {}, 1);
    for (const seconds of [1, 2, 4, 8, 16, 32, 60, 60, 60]) {
      const before = server.count;
      expect(await look('a')).toBe('ERR_KEYS_UNAVAILABLE');
      clock.advance(seconds - 0.001);
      expect(await look('a')).toBe('ERR_KEYS_UNAVAILABLE');
      expect(server.count).toBe(before + 1);
      clock.advance(0.001);
    }
  });

  it('cost at most 8 fetches for 100 calls (row 51)', async () => {
    const { server, clock, find } = await openRemote(status(503), {}, 1);
    for (let i = 0; i < 100; i++) {
      const error = await errorOf(() => find(`kid-${i}`));
      expect((error as KeysUnavailableError).retryAfter).toBeGreaterThanOrEqual(1);
      clock.advance(0.05);
    }
    expect(server.count).toBeLessThanOrEqual(8);
  });

  it.each<[string, number]>([
    ['30', 30],
    ['3600', 60],
    ['0', 1],
    ['soon', 1],
    ['Wed, 21 Oct 2099 07:28:00 GMT', 60],
    ['Wed, 21 Oct 2015 07:28:00 GMT', 1],
  ])('with Retry-After: %s are retried after %i s', async (asked, seconds) => {
    const { server, clock, find, look } = await openRemote(
      status(503, { 'retry-after': asked }),
      {},
      1,
    );
    expect(await errorOf(() => find('a'))).toMatchObject({ retryAfter: seconds });
    server.answer = jwks([A]);
    clock.advance(seconds - 0.5);
    expect(await look('a')).toBe('ERR_KEYS_UNAVAILABLE');
    clock.advance(0.5);
    expect(await look('a')).toBe('found');
  });

  it('let cached keys be used for an hour past freshness, then no longer (row 50)', async () => {
    const { server, clock, look } = await openRemote(jwks([A]), {}, 1);
    await look('a');
    server.answer = status(500);

    clock.advance(600);
    expect(await look('a')).toBe('found');
    clock.advance(3599);
    expect(await look('a')).toBe('found');
    await until(() => server.count === 3);
    clock.advance(1);
    expect(await look('a')).toBe('ERR_KEYS_UNAVAILABLE');
  });

  it('are not waited for twice: the next token uses the cached key', async () => {
    const { server, clock, look, source } = await openRemote(jwks([A]), { staleIfError: '1h' }, 1);
    await look('a');
    server.answer = status(500);
    clock.advance(600);
    await look('a');
    clock.advance(1);

    const answer = source.find({ alg: 'ES256', kid: 'a', typ: undefined });
    expect(answer).not.toBeInstanceOf(Promise);
    await until(() => server.count === 3);
  });

  it('are reset after a good answer', async () => {
    const { server, clock, look } = await openRemote(status(500), {}, 1);
    await look('a');
    clock.advance(1);
    await look('a');
    server.answer = jwks([A]);
    clock.advance(2);
    expect(await look('a')).toBe('found');

    server.answer = status(500);
    clock.advance(4200);
    expect(await look('a')).toBe('ERR_KEYS_UNAVAILABLE');
    server.answer = jwks([A]);
    clock.advance(1);
    expect(await look('a')).toBe('found');
  });

  it('without stale keys are failures at once', async () => {
    const { server, clock, look } = await openRemote(jwks([A]), { staleIfError: 0 });
    await look('a');
    server.answer = status(500);
    clock.advance(600);
    expect(await look('a')).toBe('ERR_KEYS_UNAVAILABLE');
  });

  it('on a warm-up are reported once and then cause a back-off', async () => {
    const { server, clock, source } = await openRemote(status(500), {}, 1);
    expect((await errorOf(() => source.warmUp()))?.code).toBe('ERR_KEYS_UNAVAILABLE');
    expect(await errorOf(() => source.warmUp())).toBeUndefined();
    expect(server.count).toBe(1);
    clock.advance(1);
    expect((await errorOf(() => source.warmUp()))?.code).toBe('ERR_KEYS_UNAVAILABLE');
    expect(server.count).toBe(2);
  });

  it('never remove keys: a 200 without the key does', async () => {
    const { server, clock, look } = await openRemote(jwks([A]));
    await look('a');
    server.answer = jwks([]);
    clock.advance(600);
    expect(await look('a')).toBe('none');
  });
});

describe('invalid keys of a remote set (rows 55 and 57)', () => {
  const secret = withKid(secretTestKey('HS256', Buffer.alloc(32, 'abcdefghijk')), 'secret').jwk;
  const ed = keyOf('Ed25519');
  const bad: Readonly<Record<string, unknown>> = {
    'a private key': { ...ed.jwk, ...ed.signingKey.export({ format: 'jwk' }), kid: 'bad' },
    'a secret': { ...secret, kid: 'bad' },
    'a key of an unknown type': { kty: 'XMSS', kid: 'bad' },
    'an encryption key': { ...ed.jwk, use: 'enc', kid: 'bad' },
    'a key whose x is cut short': { ...ed.jwk, x: 'AA', kid: 'bad' },
    null: null,
    'a string': 'bad',
    'an array': [],
    'a key with a kid that is not a string': { ...ed.jwk, kid: 1 },
  };

  it.each(Object.entries(bad))('%s is skipped, and the others are used', async (_name, jwk) => {
    const { look } = await openRemote(body(JSON.stringify({ keys: [jwk, A] })));
    expect([await look('bad'), await look('a')]).toEqual(['none', 'found']);
  });
});

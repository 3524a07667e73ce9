/** Keys of an issuer whose metadata says where they are. */
import type { KeysUnavailableError } from '../../src/index.js';
import { discover, GOOD, OAUTH, OIDC } from '../support/discovered.js';
import { body, hang, jwks, metadata, routes, status } from '../support/jwks-server.js';
import type { Answer } from '../support/jwks-server.js';
import { closeRemotes, openRemote, published, until } from '../support/remote.js';
import { keyOf } from '../support/keys.js';
import { errorOf } from '../support/verdict.js';

afterEach(closeRemotes);

const A = published('a');

describe('an issuer with discovery', () => {
  it('costs one fetch of metadata and one of keys, however many tokens come at once', async () => {
    const { server, find } = await discover(GOOD);
    const keys = await Promise.all(Array.from({ length: 1000 }, () => find('a')));

    expect(new Set(keys.map((key) => key?.kid))).toEqual(new Set(['a']));
    expect(server.paths).toEqual([OIDC, '/jwks']);
  });

  it('is asked for JSON, and with nothing of a token', async () => {
    const { server, look } = await discover(GOOD);
    await look('a');
    const { method, headers } = server.requests[0] ?? {};
    expect([method, headers?.accept, headers?.authorization]).toEqual([
      'GET',
      'application/json',
      undefined,
    ]);
  });

  it('has its metadata after its path (OpenID Connect), or before it (RFC 8414)', async () => {
    const issuer = (origin: string) => ({ issuer: `${origin}/tenant` });
    const oidc = { [`/tenant${OIDC}`]: metadata(issuer), '/jwks': jwks([A]) };
    const oauth = { [`${OAUTH}/tenant`]: metadata(issuer), '/jwks': jwks([A]) };
    for (const [answers, paths] of [
      [oidc, [`/tenant${OIDC}`, '/jwks']],
      [oauth, [`/tenant${OIDC}`, `${OAUTH}/tenant`, '/jwks']],
    ] as const) {
      const { server, look } = await discover(answers, {}, '/tenant');
      expect(await look('a')).toBe('found');
      expect(server.paths).toEqual(paths);
    }
  });

  it('may end with a slash, which its metadata must have too', async () => {
    const answers = {
      [OIDC]: metadata((origin) => ({ issuer: `${origin}/` })),
      '/jwks': jwks([A]),
    };
    const slash = await discover(answers, {}, '/');
    expect(await slash.look('a')).toBe('found');
    expect(slash.server.paths).toEqual([OIDC, '/jwks']);

    const none = await discover(answers);
    expect(await none.look('a')).toBe('ERR_KEYS_UNAVAILABLE');
  });

  it('is asked at the address that answered before', async () => {
    const { server, clock, look } = await discover({ [OAUTH]: metadata(), '/jwks': jwks([A]) });
    await look('a');
    clock.advance(600);
    expect(await look('a')).toBe('found');
    expect(server.paths).toEqual([OIDC, OAUTH, '/jwks', OAUTH, '/jwks']);
  });

  it('that moves its metadata back and forth is asked once at each address', async () => {
    const places = [OIDC, OAUTH] as const;
    const { server, clock, look } = await discover(GOOD);
    for (const place of [...places, ...places]) {
      server.answer = routes({ [place]: metadata(), '/jwks': jwks([A]) });
      clock.advance(600);
      expect(await look('a')).toBe('found');
      expect(server.paths.slice(-2)).toEqual([place, '/jwks']);
    }
    server.answer = status(404);
    clock.advance(5000);
    const before = server.count;
    expect(await look('a')).toBe('ERR_KEYS_UNAVAILABLE');
    expect(server.paths.slice(before)).toEqual([OAUTH, OIDC]);
  });

  it.each([500, 401, 301, 204])(
    'is not asked at the other address when it answers %i: only 404 means that nothing is there',
    async (code) => {
      const { server, look } = await discover({
        ...GOOD,
        [OIDC]: status(code),
        [OAUTH]: metadata(),
      });
      expect(await look('a')).toBe('ERR_KEYS_UNAVAILABLE');
      expect(server.paths).toEqual([OIDC]);
    },
  );

  it('is unavailable when neither address has metadata', async () => {
    const { server, look } = await discover({ '/jwks': jwks([A]) });
    expect(await look('a')).toBe('ERR_KEYS_UNAVAILABLE');
    expect(server.paths).toEqual([OIDC, OAUTH]);
  });

  it('may have its metadata at a configured address, and then nowhere else', async () => {
    const at = (path: string) =>
      openRemote(routes({ '/meta': metadata(), '/jwks': jwks([A]) }), {}, 1, ({ origin }) => ({
        issuer: origin,
        discover: new URL(path, origin),
      }));
    const { server, look } = await at('/meta');
    expect(await look('a')).toBe('found');
    expect(server.paths).toEqual(['/meta', '/jwks']);

    const elsewhere = await at('/other');
    expect(await elsewhere.look('a')).toBe('ERR_KEYS_UNAVAILABLE');
    expect(elsewhere.server.paths).toEqual(['/other']);
  });
});

describe('metadata', () => {
  const refused: Readonly<Record<string, (origin: string) => Readonly<Record<string, unknown>>>> = {
    'of another issuer': () => ({ issuer: 'https://attacker.example' }),
    'of an issuer that only begins the same': (origin) => ({ issuer: `${origin}/` }),
    'of an issuer in another case': (origin) => ({ issuer: origin.toUpperCase() }),
    'of no issuer': () => ({ issuer: undefined }),
    'without jwks_uri': () => ({ jwks_uri: undefined }),
    'with a jwks_uri that is not a string': (origin) => ({ jwks_uri: [`${origin}/jwks`] }),
    'with a jwks_uri that is a file': () => ({ jwks_uri: 'file:///etc/passwd' }),
    'with a jwks_uri that is http off loopback': () => ({ jwks_uri: 'http://issuer.example/jwks' }),
    'with a relative jwks_uri': () => ({ jwks_uri: '/jwks' }),
    'with algorithms that are not a list': () => ({
      id_token_signing_alg_values_supported: 'ES256',
    }),
    'with none of our algorithms': () => ({
      id_token_signing_alg_values_supported: ['none', 'HS256', 'FOO', 1],
    }),
  };

  it.each(Object.entries(refused))('%s is not used', async (_what, change) => {
    const answers = { ...GOOD, [OIDC]: metadata(change) };
    const { server, look, source } = await discover(answers, { tokenType: 'id' });
    expect(await look('a')).toBe('ERR_KEYS_UNAVAILABLE');
    expect(server.paths).toEqual([OIDC]);
    expect(source.state()).toBe('unavailable');
  });

  it.each<[string, Answer]>([
    ['is not JSON', body('<html></html>')],
    ['never comes', hang()],
    ['is over its bound', metadata(() => ({ padding: 'x'.repeat(300_000) }))],
    [
      'has a duplicate member',
      (_request, response) => void response.end('{"issuer":"a","issuer":"b"}'),
    ],
  ])('that %s is not used', async (_what, answer) => {
    const { server, look } = await discover({ ...GOOD, [OIDC]: answer }, { timeout: 0.1 });
    expect(await look('a')).toBe('ERR_KEYS_UNAVAILABLE');
    expect(server.paths.filter((path) => path === '/jwks')).toEqual([]);
  });

  describe.each([
    ['https://issuer.example', 'http://127.0.0.1:1/jwks'],
    ['https://issuer.example', 'http://keys.example/jwks'],
    ['http://127.0.0.1:1', 'http://keys.example/jwks'],
    ['http://127.0.0.1:1', 'file:///etc/passwd'],
  ])('of %s', (issuer, wrong) => {
    const open = async (jwksUri: string) => {
      const asked: string[] = [];
      const fetch: typeof globalThis.fetch = async (input) => {
        asked.push(input instanceof Request ? input.url : String(input));
        return Response.json({ issuer, jwks_uri: jwksUri, keys: [A] });
      };
      const remote = await openRemote(jwks(), { fetch }, 1, () => ({ issuer, discover: true }));
      return { look: remote.look, asked };
    };

    it(`cannot name ${wrong}`, async () => {
      const { look, asked } = await open(wrong);
      expect(await look('a')).toBe('ERR_KEYS_UNAVAILABLE');
      expect(asked).toEqual([issuer + OIDC]);
    });

    it('can name an https: address, and an http: address if it came over http itself', async () => {
      for (const right of ['https://keys.example/jwks', `${issuer}/jwks`]) {
        const { look, asked } = await open(right);
        expect(await look('a')).toBe('found');
        expect(asked).toEqual([issuer + OIDC, right]);
      }
    });
  });

  it('is fetched again after its keys were rejected, not before its back-off is over', async () => {
    const { server, clock, look } = await discover({
      ...GOOD,
      [OIDC]: metadata(() => ({ issuer: 'https://attacker.example' })),
    });
    await look('a');
    server.answer = routes(GOOD);
    expect(await look('a')).toBe('ERR_KEYS_UNAVAILABLE');
    clock.advance(1);
    expect(await look('a')).toBe('found');
    expect(server.paths).toEqual([OIDC, OIDC, '/jwks']);
  });
});

describe('the algorithms of metadata', () => {
  const named = (...names: readonly unknown[]) =>
    metadata(() => ({ id_token_signing_alg_values_supported: names }));
  const rsa = { ...keyOf('RS256').jwk, kid: 'rsa', alg: undefined };
  const answers = (answer: Answer) => ({ [OIDC]: answer, '/jwks': jwks([A, rsa]) });
  const id = { tokenType: 'id' } as const;

  it('narrow the keys of ID tokens', async () => {
    const { source, find } = await discover(answers(named('none', 'HS256', 'PS256')), id);
    await source.warmUp();
    expect([await find('a'), (await find('rsa'))?.alg]).toEqual([undefined, 'PS256']);
  });

  it.each([undefined, 'access'] as const)(
    'do not apply to access tokens (%p)',
    async (tokenType) => {
      for (const names of [named('PS256'), named('HS256'), named(1), metadata()]) {
        const { source, find } = await discover(answers(names), { tokenType });
        await source.warmUp();
        expect([(await find('a'))?.alg, (await find('rsa'))?.alg]).toEqual(['ES256', 'RS256']);
      }
    },
  );

  it.each(['access', 'id'] as const)(
    'do not apply to %s tokens when algorithms are configured',
    async (tokenType) => {
      for (const names of [named('ES256', 'RS256'), named('ES256'), named('HS256'), named()]) {
        const options = { tokenType, algorithms: ['PS256'] } as const;
        const { source, find } = await discover(answers(names), options);
        await source.warmUp();
        expect([await find('a'), (await find('rsa'))?.alg]).toEqual([undefined, 'PS256']);
      }
    },
  );

  it('are optional', async () => {
    const { source, find } = await discover(answers(metadata()), id);
    await source.warmUp();
    expect([(await find('a'))?.alg, (await find('rsa'))?.alg]).toEqual(['ES256', 'RS256']);
  });

  it('bind the cached keys again when they change', async () => {
    const { server, clock, find } = await discover(answers(named('RS256')), id);
    expect((await find('rsa'))?.alg).toBe('RS256');
    server.answer = routes(answers(named('PS256')));
    clock.advance(600);
    expect((await find('rsa'))?.alg).toBe('PS256');
  });
});

describe('the time of a fetch', () => {
  it('is one for metadata and keys together', async () => {
    const late: Answer = (request, response) =>
      void setTimeout(() => metadata()(request, response), 200);
    const { server, look } = await discover({ [OIDC]: late, '/jwks': hang() }, { timeout: 0.3 });
    const order: string[] = [];
    // With one time limit for each, they would end after 500 ms.
    const later = new Promise((ended) => setTimeout(ended, 400)).then(() => order.push('later'));
    const looked = look('a').then((verdict) => order.push(verdict));
    await Promise.all([looked, later]);
    expect(order).toEqual(['ERR_KEYS_UNAVAILABLE', 'later']);
    expect(server.paths[0]).toBe(OIDC);
  });

  it('ends when the source is closed', async () => {
    const { server, look, source } = await discover({ ...GOOD, '/jwks': hang() });
    const waiting = look('a');
    await until(() => server.count === 2);
    source.close();
    expect(await waiting).toBe('ERR_KEYS_UNAVAILABLE');
  });
});

describe('the error of a fetch that failed', () => {
  const messageOf = async (answers: Readonly<Record<string, Answer>>, path = '') => {
    const { server, find } = await discover(answers, {}, path);
    const error = (await errorOf(() => find('a'))) as KeysUnavailableError;
    return { message: error.message, at: server.origin };
  };

  it('names the JWKS and its status, if the metadata was found', async () => {
    const { message, at } = await messageOf({ ...GOOD, '/jwks': status(500) });
    expect(message).toBe(`the JWKS at ${at}/jwks is unavailable: status 500`);
  });

  it('names the metadata and its status, if the metadata failed', async () => {
    const { message, at } = await messageOf({ ...GOOD, [OIDC]: status(403) });
    expect(message).toBe(`the metadata at ${at}${OIDC} is unavailable: status 403`);
  });

  it('names both addresses of metadata, if neither has it', async () => {
    const { message, at } = await messageOf({ '/jwks': jwks([A]) }, '/one');
    expect(message).toBe(
      `the metadata at ${at}/one${OIDC} is unavailable: status 404; ` +
        `the metadata at ${at}${OAUTH}/one is unavailable: status 404`,
    );
  });

  it('names the address that failed, if the other was not found', async () => {
    const { message, at } = await messageOf({ [OAUTH]: status(500) });
    expect(message).toBe(`the metadata at ${at}${OAUTH} is unavailable: status 500`);
  });

  it('names the received issuer and the configured one', async () => {
    const issuer = 'https://attacker.example/\n';
    const { message, at } = await messageOf({ ...GOOD, [OIDC]: metadata(() => ({ issuer })) });
    expect(message).toBe(
      `the metadata at ${at}${OIDC} is unavailable: the metadata is that of another issuer: ` +
        String.raw`received "https://attacker.example/\n"; trusted "${at}"`,
    );
  });

  it('stays the same until the next fetch', async () => {
    const { server, find } = await discover({});
    const messages = [];
    for (const _kid of ['a', 'b']) messages.push((await errorOf(() => find('a')))?.message);
    expect(server.count).toBe(2);
    expect(messages[0]).toContain('status 404');
    expect(messages[1]).toBe(messages[0]);
  });
});

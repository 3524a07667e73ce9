/** Events of keys on diagnostics channels: once for each fetch, not for each token. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { KeyEvents } from '../../src/keys/index.js';
import { discover, GOOD, OIDC } from '../support/discovered.js';
import { body, hang, jwks, metadata, revalidated, routes, status } from '../support/jwks-server.js';
import { keyOf, withKid } from '../support/keys.js';
import { closeRemotes, openRemote, published, spend, until } from '../support/remote.js';

const NAMES: readonly (keyof KeyEvents)[] = [
  'portcullis:jwks:fetched',
  'portcullis:jwks:failed',
  'portcullis:jwks:stale',
  'portcullis:jwks:added',
  'portcullis:jwks:removed',
  'portcullis:jwks:unknown-kid',
  'portcullis:jwks:flood',
];
const ISSUER = 'https://issuer.example';
const A = published('a');
const B = published('b');

/** The last part of the channel's name, and the events. */
let events: [name: string, event: object][] = [];
const listen = (event: unknown, name: string | symbol): void => {
  events.push([String(name).replace('portcullis:jwks:', ''), event as object]);
};
const names = () => events.map(([name]) => name);
const taken = () => events.splice(0);

beforeEach(() => {
  events = [];
  for (const name of NAMES) subscribe(name, listen);
});
afterEach(async () => {
  for (const name of NAMES) unsubscribe(name, listen);
  await closeRemotes();
});

const open = async (answer = jwks([A]), options = {}) => {
  const remote = await openRemote(answer, { issuer: ISSUER, ...options }, 1);
  return { ...remote, where: { issuer: ISSUER, host: new URL(remote.server.uri).host } };
};

describe('a fetch', () => {
  it('is published with the number of its keys and their freshness', async () => {
    const { look, where } = await open(jwks([A, B], { 'cache-control': 'max-age=90' }));
    await look('a');
    await look('b');
    const event = { ...where, keys: 2, skipped: [], unchanged: false, freshFor: 90 };
    expect(taken()).toEqual([['fetched', event]]);
  });

  it('is published once, however many tokens wait for it', async () => {
    const { find } = await open();
    await Promise.all(Array.from({ length: 100 }, () => find('a')));
    expect(names()).toEqual(['fetched']);
  });

  it('that brought no change says so', async () => {
    const { source } = await open();
    await source.refresh();
    await source.refresh();
    expect(taken().map(([, event]) => event)).toMatchObject([
      { unchanged: false },
      { unchanged: true },
    ]);
  });

  it('lists the skipped keys with reasons (rows 55 and 57)', async () => {
    const ed = keyOf('Ed25519');
    const long = 'é'.repeat(200);
    const { source } = await open(
      jwks([
        { ...ed.jwk, ...ed.signingKey.export({ format: 'jwk' }), kid: 'private' },
        { kty: 'oct', k: 'A'.repeat(43), kid: 'secret' },
        { kty: 'XMSS', kid: `x${long}` },
        A,
      ]),
    );
    await source.warmUp();
    const [[, event] = ['', {}]] = taken();
    expect(event).toMatchObject({
      keys: 1,
      skipped: [
        { kid: 'private', reason: expect.stringContaining('private') as string },
        { kid: 'secret', reason: expect.stringContaining('symmetric') as string },
        { kid: `x${'é'.repeat(127)}`, reason: expect.stringContaining('kty') as string },
      ],
    });
    expect(JSON.stringify(event)).not.toContain('AAAA');
    expect(JSON.stringify(event)).not.toContain(ed.signingKey.export({ format: 'jwk' }).d);
  });
});

describe('a key ID of a JWK Set', () => {
  it.each([
    ['of 256 bytes is published whole', 'x'.repeat(256), 'x'.repeat(256)],
    ['of more is cut', 'x'.repeat(257), 'x'.repeat(256)],
    ['is cut before a character of four bytes', `x${'🔑'.repeat(64)}`, `x${'🔑'.repeat(63)}`],
    ['keeps its characters', `\ufffd${'x'.repeat(300)}`, `\ufffd${'x'.repeat(253)}`],
  ])('%s', async (_what, kid, told) => {
    const { source } = await open(jwks([{ kty: 'XMSS', kid }, A]));
    await source.warmUp();
    expect(taken()).toMatchObject([['fetched', { skipped: [{ kid: told }] }]]);
  });
});

describe('a failure', () => {
  it('is published with its status, and with its effect on tokens', async () => {
    const { clock, source, look, server, where } = await open(status(503, { 'retry-after': '30' }));
    await look('a');
    await look('a'); // in back-off: no fetch
    const event = { ...where, failure: 'status', status: 503, failures: 1, retryAfter: 30 };
    const address = server.uri;
    expect(taken()).toEqual([['failed', { ...event, address, usable: false }]]);

    clock.advance(30);
    server.answer = jwks([A]);
    await source.refresh();
    server.answer = status(500);
    await look('x');
    expect(taken().slice(-1)).toMatchObject([['failed', { status: 500, usable: true }]]);

    clock.advance(4200); // to the very end of the cached keys
    await look('a');
    expect(taken().slice(-1)).toMatchObject([['failed', { status: 500, usable: false }]]);
  });

  it('is published with its status, also for a conditional request', async () => {
    const good = revalidated([A], '"v1"', { 'cache-control': 'max-age=100' });
    const { clock, look, server } = await open(good);
    await look('a');
    server.answer = status(503, { 'retry-after': '30' });
    clock.advance(100);
    await look('a');
    const event = { failure: 'status', status: 503, retryAfter: 30, usable: true };
    expect(server.requests.at(-1)?.headers['if-none-match']).toBe('"v1"');
    expect(taken()).toMatchObject([
      ['fetched', {}],
      ['failed', event],
      ['stale', {}],
    ]);
  });

  it.each([
    ['timeout', hang()],
    ['network', (request) => void request.socket.destroy()],
    ['status', status(302, { location: 'https://attacker.example' })],
    ['too-large', jwks([{ ...A, x5c: 'x'.repeat(300_000) }])],
    ['not-jwks', jwks(Array.from({ length: 101 }, () => A))],
    ['not-jwks', body('{"keys":1}')],
  ] satisfies [string, Parameters<typeof open>[0]][])(
    'of kind %s has that reason',
    async (failure, answer) => {
      const { look } = await open(answer, failure === 'timeout' ? { timeout: 0.1 } : {});
      await look('a');
      expect(taken()).toMatchObject([['failed', { failure }]]);
    },
  );

  it('of metadata is published with the host of the metadata', async () => {
    const other = metadata(() => ({ issuer: 'https://attacker.example' }));
    for (const [answer, failure] of [
      [other, 'other-issuer'],
      [jwks(), 'other-issuer'],
      [metadata(() => ({ jwks_uri: 1 })), 'not-metadata'],
    ] as const) {
      const { server, look } = await discover({ ...GOOD, [OIDC]: answer });
      await look('a');
      const { origin } = server;
      const event = { issuer: origin, host: new URL(origin).host, failure };
      expect(taken()).toMatchObject([['failed', event]]);
    }
  });

  it('of metadata is published even when cached metadata is used', async () => {
    const { server, clock, look } = await discover(GOOD);
    await look('a');
    server.answer = routes({ ...GOOD, [OIDC]: status(500) });
    clock.advance(600);
    expect(await look('a')).toBe('found');
    expect(taken().slice(1)).toMatchObject([
      ['failed', { failure: 'status', status: 500, failures: 0, retryAfter: 0, usable: true }],
      ['fetched', { unchanged: true }],
    ]);
  });

  it('is not published when the source was closed', async () => {
    const { server, source, look } = await open(hang());
    const waiting = look('a');
    await until(() => server.count === 1);
    source.close();
    await waiting;
    expect(names()).toEqual([]);
  });

  it('contains nothing from the server', async () => {
    const { look } = await open((_request, response) => {
      response.writeHead(500, 'SECRET', { 'x-secret': 'SECRET' }).end('SECRET');
    });
    await look('a');
    expect(JSON.stringify(taken())).not.toContain('SECRET');
  });
});

describe('stale keys in use', () => {
  it('are published once after each failed fetch, not for each token', async () => {
    const { server, clock, look, where } = await open();
    await look('a');
    server.answer = status(500);
    clock.advance(590);
    await look('a');
    await until(() => events.length === 2); // still fresh: nothing is stale
    expect(names()).toEqual(['fetched', 'failed']);
    taken();

    clock.advance(20);
    for (let i = 0; i < 10; i++) expect(await look('a')).toBe('found');
    await until(() => names().filter((name) => name === 'failed').length === 1);
    for (let i = 0; i < 10; i++) expect(await look('a')).toBe('found');
    const told = taken().filter(([name]) => name === 'stale');
    expect(told).toEqual([
      ['stale', { ...where, staleFor: 10, usableFor: 3590 }],
      ['stale', { ...where, staleFor: 10, usableFor: 3590 }],
    ]);
  });

  it('are published when a token waited for a fetch that failed', async () => {
    const { server, clock, look } = await open();
    await look('a');
    server.answer = status(500);
    clock.advance(600);
    expect(await look('a')).toBe('found');
    expect(names()).toEqual(['fetched', 'failed', 'stale']);
  });
});

describe('added and removed keys', () => {
  it('are published one by one, except those of the first answer', async () => {
    const { server, source, where } = await open(jwks([A, B]));
    await source.refresh();
    expect(names()).toEqual(['fetched']);
    taken();

    const other = { ...keyOf('ES256', 'attacker').jwk, kid: 'b' };
    const rsa = withKid(keyOf('RS256'), 'k'.repeat(300)).jwk;
    server.answer = jwks([other, rsa]);
    await source.refresh();
    expect(taken().slice(1)).toEqual([
      ['added', { ...where, kid: 'b', alg: 'ES256' }],
      ['added', { ...where, kid: 'k'.repeat(256), alg: 'RS256' }],
      ['removed', { ...where, kid: 'a', alg: 'ES256' }],
      ['removed', { ...where, kid: 'b', alg: 'ES256' }],
    ]);
  });

  it('have no key ID if the JWK has no key ID', async () => {
    const { server, source } = await open(jwks([]));
    await source.refresh();
    server.answer = jwks([{ ...A, kid: undefined }]);
    await source.refresh();
    expect(taken().slice(-1)).toMatchObject([['added', { kid: undefined }]]);
  });
});

describe('an unknown key ID', () => {
  it('is published with each immediate fetch, and once for the flood after them', async () => {
    const { source, clock, look, where } = await open();
    await source.warmUp();
    taken();
    await look('x');
    expect(taken()[0]).toEqual(['unknown-kid', { ...where, kid: 'x' }]);
    await spend(look, 4);
    expect(names().filter((name) => name === 'unknown-kid')).toHaveLength(4);
    taken();

    const waiting = Array.from({ length: 50 }, (_, i) => look(`y${i}`));
    await until(() => clock.waiting === 1);
    expect(taken()).toEqual([['flood', { ...where, waiting: 1, kid: 'y0' }]]);
    clock.advance(10);
    await Promise.all(waiting);
    expect(taken()).toMatchObject([['fetched', { unchanged: true }]]);
  });

  it('is published once more when no more tokens may wait, and again in the next interval', async () => {
    const { source, clock, look } = await open();
    await source.warmUp();
    await spend(look);
    taken();
    for (let round = 0; round < 2; round++) {
      const waiting = Array.from({ length: 1000 }, (_, i) => look(`${round}-${i}`));
      expect(await look(`${round}-full`)).toBe('ERR_KEYS_UNAVAILABLE');
      expect(await look(`${round}-fuller`)).toBe('ERR_KEYS_UNAVAILABLE');
      expect(taken()).toMatchObject([
        ['flood', { waiting: 1, kid: `${round}-0` }],
        ['flood', { waiting: 1000, kid: `${round}-full` }],
      ]);
      clock.advance(10);
      await Promise.all(waiting);
      expect(names()).toEqual(['fetched']);
      taken();
    }
  });
});

describe('an event', () => {
  it('cannot be changed by one subscriber for the next', async () => {
    const { look } = await open();
    await look('a');
    for (const [, event] of taken()) expect(Object.isFrozen(event)).toBe(true);
  });

  it('is not created without a subscriber, and later events are unaffected', async () => {
    for (const name of NAMES) unsubscribe(name, listen);
    const { server, source } = await open();
    await source.refresh();
    expect(names()).toEqual([]);

    subscribe('portcullis:jwks:added', listen);
    server.answer = jwks([A, B]);
    await source.refresh();
    expect(taken()).toMatchObject([['added', { kid: 'b' }]]);
  });

  it('of a source without an issuer has no issuer', async () => {
    const { source } = await openRemote(jwks([A]));
    await source.warmUp();
    expect(taken()).toMatchObject([['fetched', { issuer: undefined }]]);
  });
});

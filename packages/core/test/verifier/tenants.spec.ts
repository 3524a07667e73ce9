/** Issuers that are looked up: whom the application trusts, and how few of the others leave a trace. */
import { createVerifier, type IssuerOptions, type ResolvedIssuer } from '../../src/index.js';
import { importKey } from '../../src/jwk/index.js';
import { trust, untyped } from '../support/bench.js';
import { jwks, JwksServer } from '../support/jwks-server.js';
import { keyOf } from '../support/keys.js';
import { AUDIENCE, ISSUER, mint, NOW } from '../support/tokens.js';
import { errorOf, verdictOf } from '../support/verdict.js';

const key = keyOf('ES256');
const attacker = keyOf('ES256', 'attacker');
const issOf = (tenant: number | string) => `https://${tenant}.tenants.example`;
const optionsOf = (issuer: string): IssuerOptions => ({
  issuer,
  audience: AUDIENCE,
  ...trust(key),
});
const tokenOf = (iss: string, by = key, claims = {}) => mint(by, { claims: { iss, ...claims } });
const allowIssuer = (iss: string) => iss.endsWith('.tenants.example');

let now = NOW;
beforeEach(() => {
  now = NOW;
});

type Resolver = (iss: string) => ResolvedIssuer | Promise<ResolvedIssuer>;

function start(resolve: Resolver = optionsOf, more: object = {}) {
  const asked: string[] = [];
  const verifier = createVerifier({
    resolveIssuer: (iss: string) => {
      asked.push(iss);
      return resolve(iss);
    },
    allowIssuer,
    clock: () => now * 1000,
    ...more,
  });
  const verdict = (token: string) => verdictOf(() => verifier.verify(token));
  return { verifier, asked, verdict };
}

/** Lets a look-up that nobody waits for come to its end. */
const settled = async () => {
  for (let i = 0; i < 20; i++) await Promise.resolve();
};

/** A promise of another make, as older libraries have them. */
class ForeignPromise {
  readonly #promise: Promise<ResolvedIssuer>;
  constructor(resolve: () => ResolvedIssuer | Promise<ResolvedIssuer>) {
    this.#promise = Promise.resolve().then(resolve);
  }
  // oxlint-disable-next-line unicorn/no-thenable -- that is what it is for
  then(...on: Parameters<Promise<ResolvedIssuer>['then']>): unknown {
    return this.#promise.then(...on);
  }
}

describe.each<[string, (resolve: Resolver) => Resolver]>([
  ['at once', (resolve) => resolve],
  ['later', (resolve) => async (iss) => resolve(iss)],
  [
    'by a promise of another make',
    (resolve) => (iss) => new ForeignPromise(() => resolve(iss)) as never,
  ],
])('an issuer that is resolved %s', (_how, made) => {
  it('is asked for once, and then its tokens hold', async () => {
    const { asked, verdict } = start(made(optionsOf));
    for (const sub of ['a', 'b', 'c']) {
      expect(await verdict(tokenOf(issOf(1), key, { sub }))).toBe('accepted');
    }
    expect(await verdict(tokenOf(issOf(1), attacker))).toBe('ERR_SIGNATURE_INVALID');
    expect(asked).toEqual([issOf(1)]);
  });

  it('is asked for once by a thousand tokens at a time', async () => {
    const { asked, verifier } = start(made(optionsOf));
    const tokens = Array.from({ length: 1000 }, () => tokenOf(issOf(1)));
    await Promise.all(tokens.map((token) => verifier.verify(token)));
    expect(asked.length).toBeLessThanOrEqual(1);
  });

  it('is nobody’s when the answer is null, and that is remembered for a minute', async () => {
    const { asked, verdict } = start(made(() => null));
    const token = tokenOf(issOf('nobody'), key, { exp: NOW + 3600 });
    for (const after of [0, 1, 59]) {
      now = NOW + after;
      expect(await verdict(token)).toBe('ERR_ISSUER_UNKNOWN');
    }
    expect(asked).toHaveLength(1);
    now = NOW + 60;
    expect(await verdict(token)).toBe('ERR_ISSUER_UNKNOWN');
    expect(asked).toHaveLength(2);
  });

  it('is out of reach when the application fails, not asked for again within a second, and then is', async () => {
    let works = false;
    const { asked, verifier, verdict } = start(
      made((iss) => {
        if (!works) throw new Error('the database is away');
        return optionsOf(iss);
      }),
    );
    for (let i = 0; i < 3; i++) {
      expect(await errorOf(() => verifier.verify(tokenOf(issOf(1))))).toMatchObject({
        code: 'ERR_KEYS_UNAVAILABLE',
        retryAfter: 1,
      });
    }
    expect(asked).toHaveLength(1);
    works = true;
    now += 1;
    expect(await verdict(tokenOf(issOf(1)))).toBe('accepted');
  });

  it.each<[string, object]>([
    ['of another issuer', { issuer: issOf(2) }],
    ['with a weak secret', { jwks: undefined, secret: 'short' }],
    ['with a misspelt option', { audiance: 'x' }],
    ['without audience', { audience: undefined }],
  ])('is out of reach with options %s', async (_what, change) => {
    const { verifier } = start(
      made((iss) => {
        const options: Record<string, unknown> = { ...optionsOf(iss), ...change };
        for (const name of Object.keys(options)) {
          if (options[name] === undefined) delete options[name];
        }
        return options as never;
      }),
    );
    const error = await errorOf(() => verifier.verify(tokenOf(issOf(1))));
    expect(error?.code).toBe('ERR_KEYS_UNAVAILABLE');
    expect(error?.cause).toMatchObject({ code: 'ERR_CONFIGURATION' });
  });
});

describe('the JWKS of a tenant', () => {
  it('is fetched when one of its tokens comes, once, and that of no other', async () => {
    const server = await JwksServer.start(jwks([key.jwk]));
    const { verifier, verdict } = start((issuer) => ({
      issuer,
      audience: AUDIENCE,
      jwksUri: `${server.uri}/${new URL(issuer).hostname}`,
    }));
    for (const tenant of [1, 2, 1, 3, 2]) {
      expect(await verdict(tokenOf(issOf(tenant), key, { n: tenant }))).toBe('accepted');
    }
    expect(await verdict(tokenOf('https://1.elsewhere.example'))).toBe('ERR_ISSUER_UNKNOWN');
    const asked = server.requests.map(({ url }) => url?.split('/').pop());
    expect(asked).toEqual([1, 2, 3].map((tenant) => `${tenant}.tenants.example`));
    verifier.close();
    await server.stop();
  });
});

describe('look-ups', () => {
  it('are at most a thousand at a time; the next token is told to come back', async () => {
    let answer = (): void => undefined;
    const away = new Promise<null>((resolve) => {
      answer = () => resolve(null);
    });
    const { asked, verifier, verdict } = start(() => away);
    const first = Array.from({ length: 1000 }, (_, i) => verdict(tokenOf(issOf(i))));
    const error = await errorOf(() => verifier.verify(tokenOf(issOf('next'))));
    expect(error).toMatchObject({ code: 'ERR_KEYS_UNAVAILABLE', retryAfter: 1 });
    expect(asked).toHaveLength(1000);
    answer();
    expect(new Set(await Promise.all(first))).toEqual(new Set(['ERR_ISSUER_UNKNOWN']));
  });
});

describe('an issuer that is not allowed', () => {
  it.each<[string, unknown]>([
    ['false', () => false],
    ['what is not true', () => 1],
    ['a promise', () => Promise.resolve(true)],
  ])('by %s is never asked for', async (_what, rule) => {
    const { asked, verdict } = start(optionsOf, { allowIssuer: rule });
    expect(await verdict(tokenOf(issOf(1)))).toBe('ERR_ISSUER_UNKNOWN');
    expect(asked).toEqual([]);
  });

  it('is never asked for when its name is over 1024 characters', async () => {
    const { asked, verdict } = start();
    const longest = `https://${'a'.repeat(1024 - 24)}.tenants.example`;
    expect(longest).toHaveLength(1024);
    expect(await verdict(tokenOf(`${longest.slice(0, 9)}a${longest.slice(9)}`))).toBe(
      'ERR_ISSUER_UNKNOWN',
    );
    expect(asked).toEqual([]);
    expect(await verdict(tokenOf(longest))).toBe('accepted');
  });

  it('any more loses its tokens at once, cached ones too', async () => {
    const blocked = new Set<string>();
    const { verdict } = start(optionsOf, { allowIssuer: (iss: string) => !blocked.has(iss) });
    const token = tokenOf(issOf(1));
    expect(await verdict(token)).toBe('accepted');
    blocked.add(issOf(1));
    expect(await verdict(token)).toBe('ERR_ISSUER_UNKNOWN');
    blocked.clear();
    expect(await verdict(token)).toBe('accepted');
  });

  it('is out of reach when the rule fails', async () => {
    const { verdict } = start(optionsOf, {
      allowIssuer: () => {
        throw new Error('the rule is away');
      },
    });
    expect(await verdict(tokenOf(issOf(1)))).toBe('ERR_KEYS_UNAVAILABLE');
  });
});

describe('an issuer of the list', () => {
  it('is not asked for, and one that is not in it is', async () => {
    const { asked, verdict } = start(optionsOf, { issuers: [optionsOf(ISSUER)] });
    expect(await verdict(tokenOf(ISSUER))).toBe('accepted');
    expect(asked).toEqual([]);
    expect(await verdict(tokenOf(issOf(1)))).toBe('accepted');
    expect(asked).toEqual([issOf(1)]);
  });
});

describe('a tenant in use', () => {
  const later = (sub: string) => tokenOf(issOf(1), key, { sub, exp: NOW + 7200 });

  it('is asked for again after ten minutes, and nobody waits for it', async () => {
    const { asked, verdict } = start();
    await verdict(later('a'));
    now = NOW + 599;
    await verdict(later('b'));
    expect(asked).toHaveLength(1);
    now = NOW + 600;
    expect(await verdict(later('c'))).toBe('accepted');
    await settled();
    expect(asked).toHaveLength(2);
    await verdict(later('d'));
    expect(asked).toHaveLength(2);
  });

  it('keeps its keys when the answer is the same, and takes others when it is not', async () => {
    let current = key;
    const { verifier, verdict } = start((iss) => ({ ...optionsOf(iss), ...trust(current) }));
    const first = await verifier.verify(later('a'));
    now += 600;
    await verifier.verify(later('b'));
    await settled();
    expect((await verifier.verify(later('c'))).key).toBe(first.key);
    current = attacker;
    now += 600;
    await verifier.verify(later('d'));
    await settled();
    expect(await verdict(later('a'))).toBe('ERR_SIGNATURE_INVALID');
  });

  it('is over when the answer is null, its cached tokens too', async () => {
    let gone = false;
    const { verdict } = start((iss) => (gone ? null : optionsOf(iss)));
    const token = later('a');
    await verdict(token);
    gone = true;
    now += 600;
    expect(await verdict(token)).toBe('accepted');
    await settled();
    expect(await verdict(token)).toBe('ERR_ISSUER_UNKNOWN');
  });

  it('stays while the application fails', async () => {
    let works = true;
    const { verdict } = start((iss) => {
      if (!works) throw new Error('the database is away');
      return optionsOf(iss);
    });
    await verdict(later('a'));
    works = false;
    for (let i = 0; i < 5; i++) {
      now += 600;
      expect(await verdict(later(`b${i}`))).toBe('accepted');
      await settled();
    }
  });

  it('can be forgotten at once', async () => {
    let gone = false;
    const { verifier, verdict } = start((iss) => (gone ? null : optionsOf(iss)));
    const token = later('a');
    await verdict(token);
    gone = true;
    verifier.forgetIssuer(issOf(1));
    expect(await verdict(token)).toBe('ERR_ISSUER_UNKNOWN');
    gone = false;
    verifier.forgetIssuer(issOf(1));
    expect(await verdict(token)).toBe('accepted');
  });

  it('is asked for again once, however many of its tokens come meanwhile', async () => {
    const { asked, verdict } = start(async (iss) => optionsOf(iss));
    await verdict(later('a'));
    now += 600;
    await Promise.all(['b', 'c', 'd'].map((sub) => verdict(later(sub))));
    await settled();
    expect(asked).toHaveLength(2);
  });

  it('stays forgotten when it is forgotten while it is asked for again', async () => {
    const { verifier, verdict } = start(async (iss) => optionsOf(iss));
    await verdict(later('a'));
    now += 600;
    await verdict(later('b'));
    verifier.forgetIssuer(issOf(1));
    await settled();
    expect(verifier.health()).toEqual([]);
  });

  it('keeps a key source of the application’s own as long as it is the very same', async () => {
    const own = () => ({ find: () => importKey(key.jwk) });
    let keys = own();
    const { verifier } = start((issuer) => ({ issuer, audience: AUDIENCE, keys }), {
      cache: false,
    });
    let closed = 0;
    keys = Object.assign(own(), { close: () => closed++ });
    for (const again of [false, false, true]) {
      if (again) keys = own();
      await verifier.verify(later('a'));
      now += 600;
      await verifier.verify(later('b'));
      await settled();
    }
    expect(closed).toBe(1);
    expect(verifier.keyUses()).toEqual([]);
  });

  it('can be forgotten while one of its tokens waits for its key', async () => {
    let answer = (): void => undefined;
    const waiting = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const keys = { find: () => waiting.then(() => importKey(key.jwk)) };
    const { verifier } = start((issuer) => ({ issuer, audience: AUDIENCE, keys }), {
      cache: false,
    });
    const verified = verifier.verify(later('a'));
    verifier.forgetIssuer(issOf(1));
    answer();
    expect((await verified).issuer).toBe(issOf(1));
    expect(verifier.health()).toEqual([]);
  });

  it('is asked for again when the clock jumps back', async () => {
    const { asked, verdict } = start();
    await verdict(later('a'));
    now = NOW - 3;
    expect(await verdict(tokenOf(issOf(1), key, { iat: NOW - 60 }))).toBe('accepted');
    await settled();
    expect(asked).toHaveLength(2);
  });
});

describe('tenants beyond the bound', () => {
  it('push out the least recently used', async () => {
    const { asked, verdict } = start(optionsOf, { tenants: { most: 3 }, cache: false });
    for (const tenant of [1, 2, 3, 1, 4]) await verdict(tokenOf(issOf(tenant)));
    asked.length = 0;
    for (const tenant of [1, 3, 4]) expect(await verdict(tokenOf(issOf(tenant)))).toBe('accepted');
    expect(asked).toEqual([]);
    await verdict(tokenOf(issOf(2)));
    expect(asked).toEqual([issOf(2)]);
  });

  it('that never had a good token push out each other, and a tenth of the others at most', async () => {
    const { asked, verdict } = start(optionsOf, { tenants: { most: 20 }, cache: false });
    for (let i = 0; i < 20; i++) await verdict(tokenOf(issOf(i)));
    for (let i = 0; i < 200; i++) {
      expect(await verdict(tokenOf(issOf(`forged-${i}`), attacker))).toBe('ERR_SIGNATURE_INVALID');
    }
    asked.length = 0;
    for (let i = 2; i < 20; i++) await verdict(tokenOf(issOf(i)));
    expect(asked).toEqual([]);
  });

  it('are not kept: health lists no more than the bound', async () => {
    const { verifier, verdict } = start(optionsOf, { tenants: { most: 10 } });
    for (let i = 0; i < 100; i++) await verdict(tokenOf(issOf(i)));
    expect(verifier.health()).toHaveLength(10);
  });
});

describe('the options', () => {
  it.each<[string, object]>([
    ['allowIssuer', { resolveIssuer: optionsOf }],
    ['allowIssuer', { resolveIssuer: optionsOf, allowIssuer: ['https://a.example'] }],
    ['resolveIssuer', { issuers: [optionsOf(ISSUER)], allowIssuer }],
    ['resolveIssuer', { resolveIssuer: {}, allowIssuer }],
    ['tenants.most', { resolveIssuer: optionsOf, allowIssuer, tenants: { most: 0 } }],
    ['tenants.most', { resolveIssuer: optionsOf, allowIssuer, tenants: { most: 100_001 } }],
    ['tenants.freshness', { resolveIssuer: optionsOf, allowIssuer, tenants: { freshness: 0 } }],
    ['tenants.mots', { resolveIssuer: optionsOf, allowIssuer, tenants: { mots: 1 } }],
    ['tenants', { resolveIssuer: optionsOf, allowIssuer, tenants: 5 }],
    ['issuers', { issuers: [] }],
  ])('are refused by the name %s', async (option, options) => {
    const error = await errorOf(() => createVerifier(untyped(options)));
    expect(error).toMatchObject({ code: 'ERR_CONFIGURATION', option });
  });
});

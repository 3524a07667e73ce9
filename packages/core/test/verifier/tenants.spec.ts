/** Issuers that are looked up: whom the application trusts, and how few of the others leave a trace. */
import { createVerifier, type ResolvedIssuer } from '../../src/index.js';
import { untyped } from '../support/bench.js';
import { jwks, JwksServer } from '../support/jwks-server.js';
import {
  allowIssuer,
  attacker,
  freshToken,
  issOf,
  key,
  later,
  optionsOf,
  settled,
  start,
  tokenOf,
  watched,
  type Resolver,
} from '../support/tenants.js';
import { AUDIENCE, ISSUER, NOW } from '../support/tokens.js';
import { errorOf, verdictNow } from '../support/verdict.js';

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

  it.each([null, undefined])(
    'is nobody’s when the answer is %s, and that is remembered for a minute',
    async (nobody) => {
      const { asked, time, verifier, verdict } = start(made(() => nobody));
      const token = tokenOf(issOf('nobody'), key, { exp: NOW + 3600 });
      for (const after of [0, 1, 58]) {
        time.advance(after);
        const error = await errorOf(() => verifier.verify(token));
        expect(error).toMatchObject({ code: 'ERR_ISSUER_UNKNOWN', claim: 'iss' });
      }
      expect(asked).toHaveLength(1);
      time.advance(1);
      expect(await verdict(token)).toBe('ERR_ISSUER_UNKNOWN');
      expect(asked).toHaveLength(2);
    },
  );

  it('is out of reach when the application fails, not asked for again within a second, and then is', async () => {
    let works = false;
    const { asked, time, verifier, verdict } = start(
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
    time.advance(1);
    expect(await verdict(tokenOf(issOf(1)))).toBe('accepted');
  });

  it.each<[string, object, string]>([
    ['of another issuer', { issuer: issOf(2) }, 'issuer'],
    ['with a weak secret', { jwks: undefined, secret: 'short' }, 'resolveIssuer().secret'],
    ['with a misspelt option', { audiance: 'x' }, 'resolveIssuer().audiance'],
    ['without audience', { audience: undefined }, 'resolveIssuer().audience'],
    ['with null in them', { remote: null }, 'resolveIssuer().remote'],
  ])('is out of reach with options %s', async (_what, change, option) => {
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
    expect(error?.cause).toMatchObject({ code: 'ERR_CONFIGURATION', option });
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
    const cause = new Error('the rule is away');
    const { verifier } = start(optionsOf, {
      allowIssuer: () => {
        throw cause;
      },
    });
    const error = await errorOf(() => verifier.verify(tokenOf(issOf(1))));
    expect(error).toMatchObject({ code: 'ERR_KEYS_UNAVAILABLE', cause });
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

describe('an issuer that is named by hand', () => {
  it('may be a tenant that was not looked up yet, not one that the rule does not allow', async () => {
    const { asked, verifier } = start();
    verifier.denyKey(key.kid, issOf(1));
    await verifier.refreshKeys(issOf(1));
    const slip = `${issOf(1)}/`;
    expect(verdictNow(() => verifier.denyKey(key.kid, slip))).toBe('ERR_CONFIGURATION');
    expect(await errorOf(() => verifier.refreshKeys(slip))).toMatchObject({ option: 'issuer' });
    expect(verdictNow(() => verifier.denyKey(key.kid, 5 as never))).toBe('ERR_CONFIGURATION');
    expect(asked).toEqual([]);
  });

  it('is not taken for a slip while the rule fails', () => {
    const { verifier } = start(optionsOf, {
      allowIssuer: () => {
        throw new Error('the rule is away');
      },
    });
    expect(verdictNow(() => verifier.denyKey(key.kid, issOf(1)))).toBe('ERR_KEYS_UNAVAILABLE');
  });
});

describe('a verifier that is closed', () => {
  const closed = { code: 'ERR_KEYS_UNAVAILABLE', message: 'the key source is closed' };

  it('looks no tenant up, and knows none any more, of cached tokens either', async () => {
    const { asked, verifier, verdict } = start();
    const token = freshToken(1);
    expect(await verdict(token)).toBe('accepted');
    verifier.close();
    for (const late of [token, freshToken(1), freshToken(2)]) {
      expect(await errorOf(() => verifier.verify(late))).toMatchObject(closed);
    }
    expect(await verdict(tokenOf('https://1.elsewhere.example'))).toBe('ERR_ISSUER_UNKNOWN');
    expect(asked).toEqual([issOf(1)]);
  });

  it('has no token wait for a look-up, and does not use what it brings', async () => {
    const { promise, answer } = later<ResolvedIssuer>();
    const { verifier } = start(() => promise);
    const waiting = watched(errorOf(() => verifier.verify(freshToken())));
    verifier.close();
    await settled();
    expect(waiting.value).toMatchObject(closed);
    answer(optionsOf(issOf(1)));
    await settled();
    expect(verifier.health()).toEqual([]);
  });

  it('does not use what a tenant in use is asked again for', async () => {
    let closes = 0;
    const keys = { find: () => undefined, close: () => closes++ };
    let isGone = false;
    const tenant = { issuer: issOf(1), audience: AUDIENCE, keys };
    const { time, verifier, verdict } = start(() => (isGone ? null : tenant));
    await verdict(freshToken());
    isGone = true;
    time.advance(600);
    const waiting = verdict(freshToken());
    verifier.close();
    await waiting;
    await settled();
    expect([verifier.health().length, closes]).toEqual([1, 1]); // in use, a key source of one’s own is closed too
  });
});

describe('the options', () => {
  it.each<[string, object]>([
    ['allowIssuer', { resolveIssuer: optionsOf }],
    ['allowIssuer', { resolveIssuer: optionsOf, allowIssuer: ['https://a.example'] }],
    ['resolveIssuer', { issuers: [optionsOf(ISSUER)], allowIssuer }],
    ['resolveIssuer', { resolveIssuer: {}, allowIssuer }],
    ['tenants.maxTenants', { resolveIssuer: optionsOf, allowIssuer, tenants: { maxTenants: 0 } }],
    [
      'tenants.maxTenants',
      { resolveIssuer: optionsOf, allowIssuer, tenants: { maxTenants: 100_001 } },
    ],
    ['tenants.freshness', { resolveIssuer: optionsOf, allowIssuer, tenants: { freshness: 0 } }],
    ['tenants.mots', { resolveIssuer: optionsOf, allowIssuer, tenants: { mots: 1 } }],
    ['tenants', { resolveIssuer: optionsOf, allowIssuer, tenants: 5 }],
    ['issuers', { issuers: [] }],
  ])('are refused by the name %s', async (option, options) => {
    const error = await errorOf(() => createVerifier(untyped(options)));
    expect(error).toMatchObject({ code: 'ERR_CONFIGURATION', option });
  });

  it('bring in as many issuers as there may be, for as long as is said', async () => {
    const tenants = { maxTenants: 100_000, freshness: '1m' };
    const { asked, time, verdict } = start(optionsOf, { tenants });
    for (const after of [0, 59, 1]) {
      time.advance(after);
      expect(await verdict(freshToken())).toBe('accepted');
      await settled();
    }
    expect(asked).toHaveLength(2);
  });
});

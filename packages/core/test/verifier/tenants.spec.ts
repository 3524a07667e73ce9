/** Issuers that the application resolves: which are trusted, and how little the others cost. */
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

/** A thenable that is not a native promise, as in older libraries. */
class ForeignPromise {
  readonly #promise: Promise<ResolvedIssuer>;
  constructor(resolve: () => ResolvedIssuer | Promise<ResolvedIssuer>) {
    this.#promise = Promise.resolve().then(resolve);
  }
  // oxlint-disable-next-line unicorn/no-thenable -- the test needs a thenable
  then(...on: Parameters<Promise<ResolvedIssuer>['then']>): unknown {
    return this.#promise.then(...on);
  }
}

describe.each<[string, (resolve: Resolver) => Resolver]>([
  ['at once', (resolve) => resolve],
  ['later', (resolve) => async (iss) => resolve(iss)],
  ['by a thenable', (resolve) => (iss) => new ForeignPromise(() => resolve(iss)) as never],
])('an issuer that is resolved %s', (_how, made) => {
  it('is resolved once, and then its tokens are accepted', async () => {
    const { asked, verdict } = start(made(optionsOf));
    for (const sub of ['a', 'b', 'c']) {
      expect(await verdict(tokenOf(issOf(1), key, { sub }))).toBe('accepted');
    }
    expect(await verdict(tokenOf(issOf(1), attacker))).toBe('ERR_SIGNATURE_INVALID');
    expect(asked).toEqual([issOf(1)]);
  });

  it('is resolved once for a thousand tokens at a time', async () => {
    const { asked, verifier } = start(made(optionsOf));
    const tokens = Array.from({ length: 1000 }, () => tokenOf(issOf(1)));
    await Promise.all(tokens.map((token) => verifier.verify(token)));
    expect(asked.length).toBeLessThanOrEqual(1);
  });

  it.each([null, undefined])(
    'is unknown when the answer is %s, and that is cached for a minute',
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

  it('is unavailable when the application fails, and is resolved again after a second', async () => {
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
  ])('is unavailable with options %s', async (_what, change, option) => {
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
  it('is fetched once when one of its tokens comes, and no other JWKS is', async () => {
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
    ['a value other than true', () => 1],
    ['a promise', () => Promise.resolve(true)],
  ])('by %s is never resolved', async (_what, rule) => {
    const { asked, verdict } = start(optionsOf, { allowIssuer: rule });
    expect(await verdict(tokenOf(issOf(1)))).toBe('ERR_ISSUER_UNKNOWN');
    expect(asked).toEqual([]);
  });

  it('is never resolved when its name is over 1024 characters', async () => {
    const { asked, verdict } = start();
    const longest = `https://${'a'.repeat(1024 - 24)}.tenants.example`;
    expect(longest).toHaveLength(1024);
    expect(await verdict(tokenOf(`${longest.slice(0, 9)}a${longest.slice(9)}`))).toBe(
      'ERR_ISSUER_UNKNOWN',
    );
    expect(asked).toEqual([]);
    expect(await verdict(tokenOf(longest))).toBe('accepted');
  });

  it('any more has its tokens rejected at once, cached ones too', async () => {
    const blocked = new Set<string>();
    const { verdict } = start(optionsOf, { allowIssuer: (iss: string) => !blocked.has(iss) });
    const token = tokenOf(issOf(1));
    expect(await verdict(token)).toBe('accepted');
    blocked.add(issOf(1));
    expect(await verdict(token)).toBe('ERR_ISSUER_UNKNOWN');
    blocked.clear();
    expect(await verdict(token)).toBe('accepted');
  });

  it('is unavailable when the rule fails', async () => {
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

describe('an issuer of the list of issuers', () => {
  it('is not resolved, and another issuer is', async () => {
    const { asked, verdict } = start(optionsOf, { issuers: [optionsOf(ISSUER)] });
    expect(await verdict(tokenOf(ISSUER))).toBe('accepted');
    expect(asked).toEqual([]);
    expect(await verdict(tokenOf(issOf(1)))).toBe('accepted');
    expect(asked).toEqual([issOf(1)]);
  });
});

describe('an issuer that a caller names', () => {
  it('may be a tenant that was not resolved yet, if the rule allows it', async () => {
    const { asked, verifier } = start();
    verifier.denyKey(key.kid, issOf(1));
    await verifier.refreshKeys(issOf(1));
    const slip = `${issOf(1)}/`;
    expect(verdictNow(() => verifier.denyKey(key.kid, slip))).toBe('ERR_INVALID_ARGUMENT');
    expect(await errorOf(() => verifier.refreshKeys(slip))).toMatchObject({ argument: 'issuer' });
    expect(verdictNow(() => verifier.denyKey(key.kid, 5 as never))).toBe('ERR_INVALID_ARGUMENT');
    expect(asked).toEqual([]);
  });

  it('is not treated as a typo while the rule fails', () => {
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

  it('resolves no tenant, and rejects all tokens, cached ones too', async () => {
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

  it('ends lookups that tokens wait for, and ignores their answers', async () => {
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

  it('ignores the answer for a tenant in use', async () => {
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
    expect([verifier.health().length, closes]).toEqual([1, 1]); // in use, a custom key source is closed too
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
  ])('are a configuration error with the name %s', async (option, options) => {
    const error = await errorOf(() => createVerifier(untyped(options)));
    expect(error).toMatchObject({ code: 'ERR_CONFIGURATION', option });
  });

  it('set the number and freshness of tenants', async () => {
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

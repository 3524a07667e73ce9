/** Limits of tenants: how many are kept and resolved, how long tokens wait, and which tenants are evicted. */
import { RemoteJwks } from '../../src/keys/index.js';
import type { IssuerOptions, ResolvedIssuer } from '../../src/index.js';
import { importKey } from '../../src/jwk/index.js';
import { MAX_TOKEN_BYTES } from '../../src/jws/compact.js';
import { IssuerRegistry } from '../../src/issuers/issuer-registry.js';
import { readTenants } from '../../src/issuers/tenants/read-tenants.js';
import { TokenVerifier } from '../../src/verifier/token-verifier.js';
import { ManualClock } from '../support/manual-clock.js';
import {
  allowIssuer,
  attacker,
  FetchedKeys,
  freshToken,
  issOf,
  key,
  later,
  optionsOf,
  settled,
  start,
  watched,
  type Resolver,
} from '../support/tenants.js';
import { AUDIENCE, NOW } from '../support/tokens.js';
import { errorOf, verdictOf } from '../support/verdict.js';

const bad = (tenant: number | string) => freshToken(tenant, attacker);

/** A full table of 20 tenants with a good token. */
async function startFull(resolve: Resolver = optionsOf) {
  const started = start(resolve, { tenants: { maxTenants: 20 } });
  for (let i = 0; i < 20; i++) await started.verdict(freshToken(i));
  started.asked.length = 0;
  return started;
}

/** A verifier with tenants, with manual timers. */
function startTimed(resolve: Resolver) {
  const asked: string[] = [];
  const time = new ManualClock(NOW);
  const resolveIssuer = (iss: string) => {
    asked.push(iss);
    return resolve(iss);
  };
  const context = { clock: time.now, grants: { roles: [], scopes: [] } };
  const tenants = readTenants({ resolveIssuer, allowIssuer }, context, time.after);
  const verifier = new TokenVerifier({
    issuers: new IssuerRegistry([], tenants),
    maxTokenBytes: MAX_TOKEN_BYTES,
    cache: undefined,
    schema: undefined,
    revocations: undefined,
    clock: time.now,
  });
  return { asked, time, verdict: (token: string) => verdictOf(() => verifier.verify(token)) };
}

describe('tenants beyond the bound', () => {
  it('evict the least recently used', async () => {
    const { asked, verdict } = start(optionsOf, { tenants: { maxTenants: 3 } });
    for (const tenant of [1, 2, 3, 1, 4]) await verdict(freshToken(tenant));
    asked.length = 0;
    for (const tenant of [1, 3, 4]) expect(await verdict(freshToken(tenant))).toBe('accepted');
    expect(asked).toEqual([]);
    await verdict(freshToken(2));
    expect(asked).toEqual([issOf(2)]);
  });

  it('are not kept: health lists no more than the bound', async () => {
    const { verifier, verdict } = start(optionsOf, { tenants: { maxTenants: 10 } });
    for (let i = 0; i < 100; i++) await verdict(freshToken(i));
    expect(verifier.health()).toHaveLength(10);
  });

  it('do not close a key source of the application, which others share', async () => {
    const published = new FetchedKeys();
    const time = new ManualClock(NOW);
    const keys = new RemoteJwks(
      'https://id.example/jwks',
      { fetch: published.fetch },
      { clock: time.now },
    );
    const shared = (issuer: string): IssuerOptions => ({ issuer, audience: AUDIENCE, keys });
    const { verdict, verifier } = start(shared, { tenants: { maxTenants: 3 }, clock: time.now });
    for (const tenant of [1, 2, 3]) expect(await verdict(freshToken(tenant))).toBe('accepted');
    expect(await verdict(bad(4))).toBe('ERR_SIGNATURE_INVALID');
    verifier.forgetIssuer(issOf(3));
    for (const tenant of [1, 2, 3]) expect(await verdict(freshToken(tenant))).toBe('accepted');
    expect(published.count).toBe(1);
  });

  it('have their own keys closed', async () => {
    const published = new FetchedKeys();
    published.gate = new Promise(() => undefined);
    const { verdict, verifier } = start(published.optionsOf);
    const waiting = watched(verdict(freshToken()));
    await settled();
    verifier.forgetIssuer(issOf(1));
    await settled();
    expect(waiting.value).toBe('ERR_KEYS_UNAVAILABLE');
  });
});

describe('tenants that never had a good token, in a full table', () => {
  it('evict at most a tenth of the others, and get Retry-After', async () => {
    const { asked, verdict, verifier } = await startFull();
    for (let i = 0; i < 2; i++) expect(await verdict(bad(`x${i}`))).toBe('ERR_SIGNATURE_INVALID');
    for (let i = 2; i < 200; i++) {
      expect(await verdict(bad(`x${i}`))).toBe('ERR_KEYS_UNAVAILABLE');
    }
    const refused = await errorOf(() => verifier.verify(bad('x')));
    expect(refused).toMatchObject({
      retryAfter: 10,
      message: expect.stringContaining('too many unverified tenants') as string,
    });
    asked.length = 0;
    for (let i = 2; i < 20; i++) expect(await verdict(freshToken(i))).toBe('accepted');
    expect(asked).toEqual([]);
  });

  it('cost no more lookups and fetches in ten seconds than they have entries', async () => {
    const published = new FetchedKeys();
    const { asked, time, verdict } = await startFull(published.optionsOf);
    published.count = 0;
    for (const [at, most] of [
      [0, 2],
      [9.999, 2],
      [0.001, 4],
    ] as const) {
      time.advance(at);
      for (let i = 0; i < 60; i++) await verdict(bad(`x${i % 6}`));
      expect([asked.length, published.count]).toEqual([most, most]);
    }
  });

  it('cost no more when all are resolved at once', async () => {
    const { asked, verdict } = await startFull(async (iss) => {
      await settled();
      return optionsOf(iss);
    });
    await Promise.all(Array.from({ length: 50 }, (_, i) => verdict(bad(`x${i}`))));
    expect(asked).toHaveLength(2);
  });

  it('do not block a tenant that had a good token before', async () => {
    const { asked, verdict } = await startFull();
    for (let i = 0; i < 50; i++) await verdict(bad(`x${i}`));
    asked.length = 0;
    for (const tenant of [0, 1]) expect(await verdict(freshToken(tenant))).toBe('accepted');
    expect(asked).toEqual([issOf(0), issOf(1)]);
  });

  it('do not block a tenant that was forgotten, to be resolved again', async () => {
    const { verdict, verifier } = await startFull();
    verifier.forgetIssuer(issOf(7));
    for (let i = 0; i < 50; i++) await verdict(bad(`x${i}`));
    expect(await verdict(freshToken(7))).toBe('accepted');
  });

  it('return past others once for each time that they had a good token', async () => {
    const { time, verdict } = await startFull();
    for (const tenant of ['x', 'y']) await verdict(bad(tenant)); // instead of 0 and 1
    expect(await verdict(bad(0))).toBe('ERR_SIGNATURE_INVALID'); // it is back and replaces x
    time.advance(10);
    for (const tenant of ['x', 'z'])
      expect(await verdict(bad(tenant))).toBe('ERR_SIGNATURE_INVALID');
    expect(await verdict(bad(0))).toBe('ERR_KEYS_UNAVAILABLE');
    expect(await verdict(bad(1))).toBe('ERR_SIGNATURE_INVALID');
  });

  it('no longer return past others after as many others with a good token as the table holds', async () => {
    const { verdict } = start(optionsOf, { tenants: { maxTenants: 3 } });
    for (let i = 1; i <= 7; i++) await verdict(freshToken(i)); // 1 to 4 were evicted
    expect(await verdict(bad('x'))).toBe('ERR_SIGNATURE_INVALID'); // instead of 5
    for (const gone of [1, 2]) expect(await verdict(bad(gone))).toBe('ERR_KEYS_UNAVAILABLE');
    for (const gone of [3, 4, 5]) expect(await verdict(bad(gone))).toBe('ERR_SIGNATURE_INVALID');
  });

  it('do not evict one that returned past them during their lookup', async () => {
    const { promise, answer } = later<void>();
    const { time, verdict } = await startFull((iss) =>
      iss === issOf('slow') ? promise.then(() => optionsOf(iss)) : optionsOf(iss),
    );
    for (const tenant of ['x', 'y']) await verdict(bad(tenant)); // instead of 0 and 1
    time.advance(10);
    const slow = verdict(freshToken('slow'));
    for (const tenant of [0, 1]) await verdict(bad(tenant)); // instead of x and y
    answer();
    expect(await slow).toBe('ERR_KEYS_UNAVAILABLE');
    for (const tenant of [0, 1]) expect(await verdict(freshToken(tenant))).toBe('accepted');
  });

  it('evict no others while the keys of all of those are fetched again', async () => {
    const published = new FetchedKeys();
    const { asked, time, verdict } = await startFull(published.optionsOf);
    time.advance(86_000); // their keys are too old to use
    const { promise, answer } = later<void>();
    published.gate = promise;
    const good = Array.from({ length: 20 }, (_, i) => verdict(freshToken(i)));
    await settled();
    asked.length = 0;
    expect(await verdict(bad('x'))).toBe('ERR_KEYS_UNAVAILABLE');
    expect(asked).toEqual([issOf('x')]);
    answer();
    expect(new Set(await Promise.all(good))).toEqual(new Set(['accepted']));
  });

  it('evict one that waits for a custom key source, which stays open', async () => {
    const { promise, answer } = later<void>();
    const keys = { find: () => promise.then(() => importKey(key.jwk)) };
    const { time, verdict } = start(
      (iss) => (iss === issOf('own') ? { issuer: iss, audience: AUDIENCE, keys } : optionsOf(iss)),
      { tenants: { maxTenants: 1 } },
    );
    const waiting = verdict(freshToken('own'));
    time.advance(10);
    expect(await verdict(freshToken())).toBe('accepted');
    answer();
    expect(await waiting).toBe('accepted');
  });

  it('do not evict one whose keys are being fetched', async () => {
    const published = new FetchedKeys();
    const { asked, time, verdict } = await startFull(published.optionsOf);
    const { promise, answer } = later<void>();
    published.gate = promise;
    const good = ['new', 'newer'].map((tenant) => verdict(freshToken(tenant)));
    await settled();
    time.advance(10); // their entries are no longer reserved
    published.gate = undefined;
    asked.length = 0;
    for (let i = 0; i < 10; i++) expect(await verdict(bad(`x${i}`))).toBe('ERR_KEYS_UNAVAILABLE');
    expect(asked).toEqual([]);
    answer();
    expect(await Promise.all(good)).toEqual(['accepted', 'accepted']);
    expect(await verdict(bad('x'))).toBe('ERR_SIGNATURE_INVALID');
  });

  it('do not evict one with a good token while its keys are fetched again', async () => {
    const published = new FetchedKeys();
    const { time, verdict } = await startFull(published.optionsOf);
    time.advance(86_000); // its keys are too old to use
    const { promise, answer } = later<void>();
    published.gate = promise;
    const good = verdict(freshToken(0));
    await settled();
    published.gate = undefined;
    expect(await verdict(bad('x'))).toBe('ERR_SIGNATURE_INVALID');
    answer();
    expect(await good).toBe('accepted');
  });

  it('do not evict one between its lookup and its keys', async () => {
    const answers = ['a', 'b'].map(() => later<ResolvedIssuer>());
    const published = new FetchedKeys();
    let isFull = false;
    let asks = 0;
    const started = start(
      (iss) => (isFull ? (answers[asks++]?.promise ?? null) : published.optionsOf(iss)),
      { tenants: { maxTenants: 2 } },
    );
    const { verdict } = started;
    for (const tenant of ['a', 'b', 'c', 'd']) await verdict(freshToken(tenant));
    isFull = true;
    const [a, b] = ['a', 'b'].map((tenant) => verdict(freshToken(tenant))); // both had a good token before
    for (const [i, { answer }] of answers.entries()) {
      answer(published.optionsOf(issOf('ab'[i] as string)));
    }
    expect(await a).toBe('accepted');
    expect(await b).toBe('ERR_KEYS_UNAVAILABLE');
    expect(await verdict(freshToken('b'))).toBe('ERR_KEYS_UNAVAILABLE');
    expect(asks).toBe(2); // not again for a second
    expect(await errorOf(() => started.verifier.verify(freshToken('a')))).toBeUndefined();
  });
});

describe('lookups', () => {
  it('are at most a thousand at a time; the next token gets Retry-After', async () => {
    const { promise, answer } = later<null>();
    const { asked, verifier, verdict } = start(() => promise, { tenants: { maxTenants: 5000 } });
    const first = Array.from({ length: 1000 }, (_, i) => verdict(freshToken(i)));
    const error = await errorOf(() => verifier.verify(freshToken('next')));
    expect(error).toMatchObject({ code: 'ERR_KEYS_UNAVAILABLE', retryAfter: 1 });
    expect(asked).toHaveLength(1000);
    answer(null);
    expect(new Set(await Promise.all(first))).toEqual(new Set(['ERR_ISSUER_UNKNOWN']));
  });
});

describe('a lookup that hangs', () => {
  const hung = new Promise<never>(() => undefined);

  it('times out after five seconds, and is not repeated for another second', async () => {
    const { asked, time, verdict } = startTimed(() => hung);
    const waiting = watched(verdict(freshToken()));
    time.advance(4.5);
    await settled();
    expect(waiting.value).toBe(undefined);
    time.advance(0.5);
    await settled();
    const next = watched(verdict(freshToken()));
    await settled();
    expect([waiting.value, next.value]).toEqual(['ERR_KEYS_UNAVAILABLE', 'ERR_KEYS_UNAVAILABLE']);
    expect(asked).toHaveLength(1);
    time.advance(1);
    void verdict(freshToken());
    expect(asked).toHaveLength(2);
  });

  it('frees its slot then, even with a thousand of them', async () => {
    const { time, verdict } = startTimed((iss) => (iss.includes('hung') ? hung : optionsOf(iss)));
    const tokens = Array.from({ length: 1000 }, (_, i) => freshToken(`hung-${i}`));
    const all = watched(Promise.all(tokens.map(verdict)));
    expect(await verdict(freshToken())).toBe('ERR_KEYS_UNAVAILABLE');
    time.advance(5);
    await settled();
    expect(new Set(all.value)).toEqual(new Set(['ERR_KEYS_UNAVAILABLE']));
    expect(await verdict(freshToken())).toBe('accepted');
  });

  it('does not prevent that a tenant in use is resolved again', async () => {
    const answers: ResolvedIssuer[] = [optionsOf(issOf(1))];
    const { asked, time, verdict } = startTimed(() => {
      const isHung = asked.length === 2;
      return isHung ? hung : (answers.shift() ?? null);
    });
    await verdict(freshToken());
    time.advance(600);
    expect(await verdict(freshToken())).toBe('accepted');
    await settled();
    time.advance(5);
    await settled();
    time.advance(1);
    expect(await verdict(freshToken())).toBe('accepted');
    await settled();
    expect(asked).toHaveLength(3);
    expect(await verdict(freshToken())).toBe('ERR_ISSUER_UNKNOWN');
  });

  it('leaves no timer when it does not hang', async () => {
    const { time, verdict } = startTimed(async (iss) => optionsOf(iss));
    expect(await verdict(freshToken())).toBe('accepted');
    expect(time.waiting).toBe(0);
  });
});

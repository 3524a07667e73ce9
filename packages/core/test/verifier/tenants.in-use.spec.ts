/**
 * Tenants in use: they are resolved again, removed, forgotten, and kept for a time while the application
 * fails.
 */
import type { ResolvedIssuer } from '../../src/index.js';
import { importKey } from '../../src/jwk/index.js';
import { readTenants } from '../../src/issuers/tenants/read-tenants.js';
import type { TrustedIssuer } from '../../src/issuers/trusted-issuer.js';
import { trust } from '../support/bench.js';
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
} from '../support/tenants.js';
import { AUDIENCE, NOW } from '../support/tokens.js';

/** A tenant in use; then the application fails, until it works again. */
async function startFailing(more: object = {}) {
  const application = { works: true };
  const started = start(async (iss) => {
    if (!application.works) throw new Error('the database is away');
    return optionsOf(iss);
  }, more);
  await started.verdict(freshToken());
  application.works = false;
  return { ...started, application };
}

/** The first answer waits for the test. */
function startWaiting(first: ResolvedIssuer, then: ResolvedIssuer) {
  const { promise, answer } = later<ResolvedIssuer>();
  let asks = 0;
  const started = start(() => (asks++ === 0 ? promise : then));
  return { ...started, answer: () => answer(first) };
}

describe('a tenant in use', () => {
  it('is resolved again after ten minutes, and no token waits for it', async () => {
    const { asked, time, verdict } = start();
    await verdict(freshToken());
    time.advance(599);
    await verdict(freshToken());
    expect(asked).toHaveLength(1);
    time.advance(1);
    expect(await verdict(freshToken())).toBe('accepted');
    await settled();
    expect(asked).toHaveLength(2);
    await verdict(freshToken());
    expect(asked).toHaveLength(2);
  });

  it('keeps its keys when the answer is the same, and replaces them otherwise', async () => {
    let current = key;
    const { time, verdict, verifier } = start((iss) => ({ ...optionsOf(iss), ...trust(current) }));
    const token = freshToken();
    const first = await verifier.verify(token);
    time.advance(600);
    await verifier.verify(freshToken());
    await settled();
    expect((await verifier.verify(freshToken())).key).toBe(first.key);
    current = attacker;
    time.advance(600);
    await verifier.verify(freshToken());
    await settled();
    expect(await verdict(token)).toBe('ERR_SIGNATURE_INVALID');
  });

  it.each([null, undefined])(
    'is removed when the answer is %s, with its cached tokens',
    async (none) => {
      let gone = false;
      const { time, verdict } = start((iss) => (gone ? none : optionsOf(iss)));
      const token = freshToken();
      await verdict(token);
      gone = true;
      time.advance(600);
      expect(await verdict(token)).toBe('accepted');
      await settled();
      expect(await verdict(token)).toBe('ERR_ISSUER_UNKNOWN');
    },
  );

  it('is resolved again although its token is cached', async () => {
    const { asked, time, verdict, verifier } = start();
    const token = freshToken();
    await verdict(token);
    time.advance(599);
    await verdict(token); // the cache drops a token after five minutes
    time.advance(1);
    expect(await verdict(token)).toBe('accepted');
    expect(verifier.cacheStats()?.hits).toBe(1);
    await settled();
    expect(asked).toHaveLength(2);
  });

  it('can be forgotten at once', async () => {
    let gone = false;
    const { verdict, verifier } = start((iss) => (gone ? null : optionsOf(iss)));
    const token = freshToken();
    await verdict(token);
    gone = true;
    verifier.forgetIssuer(issOf(1));
    expect(await verdict(token)).toBe('ERR_ISSUER_UNKNOWN');
    gone = false;
    verifier.forgetIssuer(issOf(1));
    expect(await verdict(token)).toBe('accepted');
  });

  it('is resolved again once, however many of its tokens arrive meanwhile', async () => {
    const { asked, time, verdict } = start(async (iss) => optionsOf(iss));
    await verdict(freshToken());
    time.advance(600);
    await Promise.all([1, 2, 3].map(() => verdict(freshToken())));
    await settled();
    expect(asked).toHaveLength(2);
  });

  it('stays forgotten when it is forgotten while it is resolved again', async () => {
    const { time, verdict, verifier } = start(async (iss) => optionsOf(iss));
    await verdict(freshToken());
    time.advance(600);
    await verdict(freshToken());
    verifier.forgetIssuer(issOf(1));
    await settled();
    expect(verifier.health()).toEqual([]);
  });

  it('that was forgotten and resolved again is not removed by an older answer', async () => {
    const { promise, answer } = later<ResolvedIssuer>();
    const { asked, time, verdict, verifier } = start((iss) =>
      asked.length === 2 ? promise : optionsOf(iss),
    );
    await verdict(freshToken());
    time.advance(600);
    await verdict(freshToken());
    await settled();
    verifier.forgetIssuer(issOf(1));
    expect(await verdict(freshToken())).toBe('accepted');
    answer(null);
    await settled();
    expect(await verdict(freshToken())).toBe('accepted');
    expect(asked).toHaveLength(3);
  });

  it('that was forgotten has no waiting tokens', async () => {
    const context = { clock: () => NOW * 1000, grants: { roles: [], scopes: [] } };
    const tenants = readTenants({ resolveIssuer: optionsOf, allowIssuer }, context);
    const trusted = tenants?.find(issOf(1)) as TrustedIssuer;
    tenants?.forget(issOf(1));
    expect(await tenants?.held(trusted, Promise.resolve('its keys'))).toBe('its keys');
  });

  it('can be forgotten while one of its tokens waits for its key', async () => {
    const { promise, answer } = later<void>();
    const keys = { find: () => promise.then(() => importKey(key.jwk)) };
    const { verifier } = start((issuer) => ({ issuer, audience: AUDIENCE, keys }));
    const verified = verifier.verify(freshToken());
    verifier.forgetIssuer(issOf(1));
    answer();
    expect((await verified).issuer).toBe(issOf(1));
    expect(verifier.health()).toEqual([]);
  });

  it('is resolved again when the clock jumps back', async () => {
    const { asked, time, verdict } = start();
    await verdict(freshToken());
    time.advance(-3);
    expect(await verdict(tokenOf(issOf(1), key, { iat: NOW - 60 }))).toBe('accepted');
    await settled();
    expect(asked).toHaveLength(2);
  });
});

describe('a tenant in use while the application fails', () => {
  const DAY = 86_400;

  it('is resolved again once a second, however many tokens arrive', async () => {
    const { asked, time, verdict } = await startFailing();
    time.advance(600);
    for (let i = 0; i < 20; i++) {
      expect(await verdict(freshToken())).toBe('accepted');
      await settled();
    }
    expect(asked).toHaveLength(2);
    time.advance(0.999);
    await verdict(freshToken());
    await settled();
    expect(asked).toHaveLength(2);
    time.advance(0.001);
    await verdict(freshToken());
    await settled();
    expect(asked).toHaveLength(3);
  });

  it('is also one whose options are invalid', async () => {
    let audience: string | undefined = AUDIENCE;
    const { asked, time, verdict } = start((iss) => ({ ...optionsOf(iss), audience }) as never);
    await verdict(freshToken());
    audience = undefined;
    time.advance(600);
    for (let i = 0; i < 5; i++) {
      expect(await verdict(freshToken())).toBe('accepted');
      await settled();
    }
    expect(asked).toHaveLength(2);
  });

  it.each([
    ['of new tokens', () => freshToken()],
    ['of a cached token', undefined],
  ])('stays for a day past its freshness and no longer, in the eyes %s', async (_whose, made) => {
    const { application, asked, time, verdict } = await startFailing();
    const token = freshToken();
    const next = made ?? (() => token);
    time.advance(600 + DAY - 2);
    expect(await verdict(next())).toBe('accepted');
    await settled();
    time.advance(1.5);
    expect(await verdict(next())).toBe('accepted');
    await settled();
    time.advance(0.5);
    expect(await verdict(next())).toBe('ERR_KEYS_UNAVAILABLE');
    const asks = asked.length;
    expect(await verdict(next())).toBe('ERR_KEYS_UNAVAILABLE');
    expect(asked).toHaveLength(asks); // not again within a second
    application.works = true;
    time.advance(1);
    expect(await verdict(next())).toBe('accepted');
  });

  it('gets a new day once the application has answered', async () => {
    const { application, time, verdict } = await startFailing();
    time.advance(DAY);
    application.works = true;
    await verdict(freshToken());
    await settled();
    application.works = false;
    time.advance(DAY - 600);
    expect(await verdict(freshToken())).toBe('accepted');
  });

  it('is kept no longer when the clock is set back', async () => {
    const { time, verdict } = await startFailing({ cache: false });
    time.advance(-30);
    expect(await verdict(freshToken())).toBe('accepted');
    await settled();
    time.advance(600 + DAY);
    expect(await verdict(freshToken())).toBe('ERR_KEYS_UNAVAILABLE');
  });
});

describe('a tenant that is forgotten during its lookup', () => {
  it.each<[string, ResolvedIssuer, ResolvedIssuer, string]>([
    ['was there', optionsOf(issOf(1)), null, 'ERR_ISSUER_UNKNOWN'],
    ['was not there yet', null, optionsOf(issOf(1)), 'accepted'],
  ])('and %s before is resolved again, for waiting tokens too', async (_how, first, then, now) => {
    const { answer, asked, verdict, verifier } = startWaiting(first, then);
    const waiting = verdict(freshToken());
    verifier.forgetIssuer(issOf(1));
    answer();
    expect(await waiting).toBe(now);
    expect(await verdict(freshToken())).toBe(now);
    expect(asked).toHaveLength(2);
  });

  it('is resolved at once for new tokens, and the old answer is dropped', async () => {
    const { answer, verdict, verifier } = startWaiting(optionsOf(issOf(1)), null);
    const waiting = verdict(freshToken());
    verifier.forgetIssuer(issOf(1));
    expect(await verdict(freshToken())).toBe('ERR_ISSUER_UNKNOWN');
    answer();
    expect(await waiting).toBe('ERR_ISSUER_UNKNOWN');
    expect(verifier.health()).toEqual([]);
  });

  it('each time is resolved at most twice', async () => {
    const started = start(async (iss) => {
      await settled();
      if (started.asked.length < 9) started.verifier.forgetIssuer(iss);
      return optionsOf(iss);
    });
    expect(await started.verdict(freshToken())).toBe('ERR_KEYS_UNAVAILABLE');
    expect(started.asked).toHaveLength(2);
  });

  it('has no back-off for the earlier failure', async () => {
    let fail = (): void => undefined;
    const away = new Promise<never>((_, reject) => {
      fail = () => reject(new Error('the database is away'));
    });
    let asks = 0;
    const { verdict, verifier } = start((iss) => (asks++ === 0 ? away : optionsOf(iss)));
    const waiting = verdict(freshToken());
    verifier.forgetIssuer(issOf(1));
    fail();
    expect(await waiting).toBe('accepted');
  });
});

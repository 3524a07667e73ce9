/** The decisions of a list of revocations, with a manual clock. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { jest } from '@jest/globals';
import { ConfigurationError, createVerifier, InvalidArgumentError } from '@portcullis/core';
import {
  MemoryRevocationStore,
  Revocations,
  RevocationsFullError,
  SigningKey,
  StoreUnavailableError,
  TokenSigner,
  type RevocationEvents,
  type RevocationStore,
  type RevocationsOptions,
} from '../../src/index.js';
import { AUDIENCE, ISSUER, NOW, until, verdict, verified, withClaims } from './verified.js';

/** A store that fails, or never answers, on request. */
class Outage extends MemoryRevocationStore {
  is: 'over' | 'failing' | 'silent' = 'over';

  override async add(...[entry]: Parameters<MemoryRevocationStore['add']>) {
    return this.#reach() ?? super.add(entry);
  }

  override async read(...given: Parameters<MemoryRevocationStore['read']>) {
    return (await this.#reach()) ?? super.read(...given);
  }

  #reach(): Promise<never> | undefined {
    if (this.is === 'over') return undefined;
    return this.is === 'failing' ? Promise.reject(new Error('down')) : new Promise(() => undefined);
  }
}

const open: Revocations[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((list) => list.close()));
});

async function bench(options: Partial<RevocationsOptions> = {}) {
  const time = { now: NOW, steady: 0 };
  const store = new Outage();
  const make = () => {
    const all = { issuer: ISSUER, store, clock: () => time.now, pollEvery: 5, ...options };
    const list = new Revocations(all, { steady: () => time.steady });
    open.push(list);
    return list;
  };
  const list = make();
  await list.start();
  return { time, store, list, make };
}

/** The events that were published while a function ran. */
async function eventsOf<N extends keyof RevocationEvents>(
  name: N,
  work: () => Promise<unknown>,
): Promise<readonly RevocationEvents[N][]> {
  const events: RevocationEvents[N][] = [];
  const note = (event: unknown): void => void events.push(event as RevocationEvents[N]);
  subscribe(name, note);
  await work();
  unsubscribe(name, note);
  return events;
}

describe('revoking a subject', () => {
  it.each([
    ['earlier', -60_000, 'revoked'],
    ['in the same second, before', -100, 'revoked'],
    ['by a process whose clock is ahead by less than the skew', 900, 'revoked'],
    ['two seconds later', 2000, 'good'],
  ])('a token that was issued %s', async (_when, offset, expected) => {
    const { list } = await bench();
    await list.revokeSubject('user-1');
    expect(verdict(list, await verified({ at: NOW + offset }))).toBe(expected);
    expect(verdict(list, await verified({ at: NOW + offset, sub: 'user-2' }))).toBe('good');
  });

  it('uses the fraction of a second if iat has one', async () => {
    const { list } = await bench({ clockSkew: 0 });
    await list.revokeSubject('user-1');
    const token = await verified();
    const at = (ms: number) => verdict(list, withClaims(token, { iat: (NOW + ms) / 1000 }));
    expect([at(-1), at(0), at(1)]).toEqual(['revoked', 'revoked', 'good']);
  });

  it.each([0, 1, 4.999])(
    'a sign-in right after it is valid, with a skew of %d s',
    async (clockSkew) => {
      const { list, time } = await bench({ clockSkew });
      const key = await SigningKey.generate('ES256');
      const clock = () => time.now;
      const signer = (revocations?: Revocations) =>
        new TokenSigner({
          issuer: ISSUER,
          audience: AUDIENCE,
          key,
          clock,
          ...(revocations && { revocations }),
        });
      const verifier = createVerifier({
        issuer: ISSUER,
        audience: AUDIENCE,
        keys: { find: () => key.verificationKey },
        clock,
        revocations: list,
      });
      const before = await signer(list).sign({ subject: 'user-1' });
      await list.revokeSubject('user-1');
      const after = await signer(list).sign({ subject: 'user-1' });
      const unaware = await signer().sign({ subject: 'user-1' });

      expect((await verifier.verify(after.token)).claims.sub).toBe('user-1');
      expect(after.expiresAt).toBe(before.expiresAt);
      for (const { token } of [before, unaware]) {
        await expect(verifier.verify(token)).rejects.toMatchObject({ code: 'ERR_TOKEN_REVOKED' });
      }
      expect((await signer(list).sign({ subject: 'user-2' })).issuedAt).toBe(
        Math.floor(NOW / 1000),
      );
    },
  );

  it('again within the skew, it stops sign-ins in between, whichever process revokes', async () => {
    const { list, make, time } = await bench();
    const [key, aware] = [await SigningKey.generate('ES256'), make()];
    const clock = () => time.now;
    const options = { issuer: ISSUER, audience: AUDIENCE, key, clock };
    const signer = new TokenSigner({ ...options, revocations: list });
    const keys = { find: () => key.verificationKey };
    const verify = (token: string, revocations: Revocations) =>
      createVerifier({ issuer: ISSUER, audience: AUDIENCE, keys, clock, revocations }).verify(
        token,
      );
    await aware.start();
    await list.revokeSubject('user-1');
    const revoked: string[] = [];
    // The second process revokes without knowing of the first revocation: it has not read the list yet.
    for (const revoker of [list, make(), aware]) {
      const { token } = await signer.sign({ subject: 'user-1' });
      expect((await verify(token, list)).claims.sub).toBe('user-1');
      revoked.push(token);
      time.now += 200;
      await revoker.revokeSubject('user-1');
      await list.refresh();
      for (const each of revoked) {
        await expect(verify(each, list)).rejects.toMatchObject({ code: 'ERR_TOKEN_REVOKED' });
      }
    }
    expect(list.issuableFrom('user-1') * 1000 - time.now).toBeLessThan(1100);
  });

  it('by a clock that is far ahead is 503 at sign-in, and signs no token that verifiers reject', async () => {
    const { list, store, time } = await bench();
    const options = { issuer: ISSUER, audience: AUDIENCE, revocations: list };
    const key = await SigningKey.generate('ES256');
    const signer = new TokenSigner({ ...options, key, clock: () => time.now });
    const ahead = { kind: 'sub', issuer: ISSUER, value: 'user-1', until: NOW + 9e6 } as const;
    await store.add({ ...ahead, before: NOW + 3_600_000 });
    await list.refresh();
    await expect(signer.sign({ subject: 'user-1' })).rejects.toThrow(StoreUnavailableError);
    expect((await signer.sign({ subject: 'user-2' })).issuedAt).toBe(Math.floor(NOW / 1000));
    time.now += 3_595_001;
    expect((await signer.sign({ subject: 'user-1' })).issuedAt).toBe((NOW + 3_600_001) / 1000);
  });

  it('again, a later revocation stops tokens issued since', async () => {
    const { list, time } = await bench();
    await list.revokeSubject('user-1');
    const token = await verified({ at: NOW + 10_000 });
    expect(verdict(list, token)).toBe('good');
    time.now += 20_000;
    await list.revokeSubject('user-1');
    expect(verdict(list, token)).toBe('revoked');
  });
});

describe('the checked tokens', () => {
  it('are those of the configured issuer; others pass, whatever their claims', async () => {
    const { list } = await bench();
    await list.revokeSession('s');
    expect(verdict(list, await verified({ sid: 's' }))).toBe('revoked');
    expect(verdict(list, await verified({ sid: 's', issuer: 'https://other.example' }))).toBe(
      'good',
    );
    const long = { issuer: 'https://other.example', expiresIn: 3600 };
    expect(verdict(list, await verified(long))).toBe('good');
  });

  it('exist only for verifiers that trust one of its issuers: others do not start', async () => {
    const { list } = await bench();
    const make = (issuer: string) =>
      createVerifier({
        issuer,
        audience: AUDIENCE,
        keys: { find: () => undefined },
        revocations: list,
      });
    expect(() => make(`${ISSUER}/`)).toThrow(
      /^Invalid option "revocations": received a list of the tokens of /,
    );
    expect(() => make(ISSUER)).not.toThrow();
  });

  it('are checked by the revocations of their own issuer, if there are several', async () => {
    const other = 'https://other.example';
    const { list } = await bench({ issuer: [ISSUER, other] });
    await list.revokeSession('s', { issuer: other });
    expect(verdict(list, await verified({ sid: 's' }))).toBe('good');
    expect(verdict(list, await verified({ sid: 's', issuer: other }))).toBe('revoked');
    await expect(list.revokeSession('s', { issuer: 'https://third.example' })).rejects.toThrow(
      InvalidArgumentError,
    );
  });

  it('never include one that outlives its revocation, or one without iat', async () => {
    const { list } = await bench({ longestToken: '10m' });
    expect(verdict(list, await verified({ expiresIn: 600 }))).toBe('good');
    expect(verdict(list, await verified({ expiresIn: 601 }))).toBe('ERR_TOKEN_LIFETIME');
    const token = await verified({ expiresIn: 600 });
    expect(verdict(list, withClaims(token, { iat: undefined }))).toBe('ERR_CLAIM_MISSING');
  });

  it('never include one that expired longer ago than the list tolerates', async () => {
    const { list, time } = await bench({ clockTolerance: 5 });
    const token = await verified({ expiresIn: 60 });
    time.now = NOW + 64_000;
    await list.refresh();
    expect(verdict(list, token)).toBe('good');
    time.now = NOW + 65_000;
    expect(verdict(list, token)).toBe('ERR_TOKEN_EXPIRED');
  });

  it('are matched by one claim: a session ID is not a token ID', async () => {
    const { list } = await bench();
    const token = await verified({ sid: 'a' });
    await list.revokeToken({ jti: 'a' });
    await list.revokeSession(String(token.claims.jti));
    await list.revokeSubject('a');
    expect(verdict(list, token)).toBe('good');
    await list.revokeToken({ jti: String(token.claims.jti) });
    expect(verdict(list, token)).toBe('revoked');
  });
});

describe('a store of revocations that never answers', () => {
  it('delays at most 1,000 revocations, and rejects the next at once', async () => {
    const { list, store } = await bench({ storeTimeout: 60 });
    let asked = 0;
    const waiting: (() => void)[] = [];
    store.add = (entry) => {
      asked++;
      return new Promise((resolve) => void waiting.push(() => resolve(entry)));
    };
    const all = Array.from({ length: 1000 }, (_, i) => list.revokeSession(`session-${i}`));
    await expect(list.revokeSession('one more')).rejects.toThrow(StoreUnavailableError);
    expect(asked).toBe(1000);
    for (const answer of waiting) answer();
    await Promise.all(all);
    expect(list.size).toBe(1000);
  });
});

describe('a revocation', () => {
  it('is kept as long as the longest token may be valid, and no longer', async () => {
    const { list, time, store } = await bench({ longestToken: '10m', clockTolerance: 60 });
    await list.revokeSession('s');
    const token = await verified({ sid: 's', expiresIn: 600 });
    time.now = NOW + 659_500;
    await list.refresh();
    expect(verdict(list, token)).toBe('revoked');
    expect((await store.read(undefined, time.now)).entries).toHaveLength(1);
    expect((await store.read(undefined, NOW + 670_000)).entries).toHaveLength(0);
  });

  it('of one token is kept until its own end', async () => {
    const { list, store } = await bench();
    await list.revokeToken({ jti: 'j', exp: NOW / 1000 + 60 });
    expect((await store.read(undefined, NOW)).entries[0]?.until).toBe(NOW + 75_000);
  });

  it('is stored before this process applies it', async () => {
    const { list, store } = await bench();
    const token = await verified({ sid: 's' });
    store.is = 'failing';
    await expect(list.revokeSession('s')).rejects.toThrow(StoreUnavailableError);
    expect(verdict(list, token)).toBe('good');
    store.is = 'over';
    const events = await eventsOf('portcullis:revocations:revoked', () => list.revokeSession('s'));
    expect(verdict(list, token)).toBe('revoked');
    expect(events).toMatchObject([{ kind: 'sid', issuer: ISSUER, value: 's' }]);
  });

  it('that the store does not answer rejects in time', async () => {
    const { list, store } = await bench({ storeTimeout: 0.02 });
    store.is = 'silent';
    await expect(list.revokeSession('s')).rejects.toThrow(StoreUnavailableError);
  });

  it.each([[''], [undefined], [42], ['x'.repeat(1025)]])(
    'requires a string of 1 to 1024 bytes (%#)',
    async (value) => {
      const { list } = await bench();
      await expect(list.revokeSession(value as string)).rejects.toThrow(
        /^Invalid argument "sid": received a /,
      );
      await expect(list.revokeSession('x'.repeat(1024))).resolves.toBeUndefined();
    },
  );
});

describe('the maximum of revocations', () => {
  it('rejects one more and drops none; one of a subject is accepted', async () => {
    const { list } = await bench({ maxEntries: 10 });
    for (let i = 0; i < 10; i++) await list.revokeSession(`s${i}`);
    const refused = () =>
      expect(list.revokeSession('one-more')).rejects.toThrow(RevocationsFullError);
    expect(await eventsOf('portcullis:revocations:full', refused)).toEqual([{ entries: 10 }]);
    await list.revokeSession('s3');
    await list.revokeSubject('user-9');
    await expect(list.revokeSubject('user-8')).rejects.toThrow(RevocationsFullError);
    expect(verdict(list, await verified({ sid: 's0' }))).toBe('revoked');
    expect(list.size).toBe(11);
  });

  it('has room when others end', async () => {
    const { list, time } = await bench({ maxEntries: 2 });
    await list.revokeSession('a');
    await list.revokeSession('b');
    await list.refresh(); // the reads after the pushes have ended
    time.now += 920_000;
    await list.revokeSession('c');
    expect(list.size).toBe(1);
  });

  it('reached by other processes makes the list incomplete: unknown tokens get 503', async () => {
    const { list, store } = await bench({ maxEntries: 2, onStale: 'continue' });
    const token = await verified({ at: NOW });
    expect(verdict(list, token)).toBe('good');
    for (let i = 0; i < 5; i++) {
      await store.add({
        kind: 'sid',
        issuer: ISSUER,
        value: `s${i}`,
        before: 0,
        until: NOW + 900_000,
      });
    }
    await list.refresh();
    expect(verdict(list, token)).toBe('ERR_REVOCATION_UNKNOWN');
  });
});

describe('a full list', () => {
  it('keeps a tenth of its room for urgent revocations', async () => {
    const { list } = await bench({ maxEntries: 10 });
    for (let i = 0; i < 10; i++) await list.revokeSession(`session-${i}`);
    await expect(list.revokeSession('logout')).rejects.toThrow(RevocationsFullError);
    await list.revokeSession('stolen', { urgent: true });
    expect(verdict(list, await verified({ sid: 'stolen' }))).toBe('revoked');
    const more = list.revokeSession('another', { urgent: true });
    await expect(more).rejects.toThrow(RevocationsFullError);
  });
});

describe('known revocations', () => {
  it('are missing before the store has answered: 503, even if stale data is allowed', async () => {
    const { make, store } = await bench({ onStale: 'continue' });
    store.is = 'failing';
    const list = make();
    const token = await verified();
    await expect(list.start()).rejects.toThrow(StoreUnavailableError);
    expect([verdict(list, token), list.staleness()]).toEqual(['ERR_REVOCATION_UNKNOWN', Infinity]);
    store.is = 'over';
    await list.refresh();
    expect([verdict(list, token), list.staleness()]).toEqual(['good', 0]);
  });

  it.each([
    ['reject', 'ERR_REVOCATION_UNKNOWN'],
    ['continue', 'good'],
  ] as const)('past maxStaleness: %s', async (onStale, expected) => {
    const { list, store, time } = await bench({ onStale, maxStaleness: 30 });
    const [token, revoked] = [await verified(), await verified({ sid: 's' })];
    await list.revokeSession('s');
    store.is = 'failing';
    time.now += 30_000;
    await expect(list.refresh()).rejects.toThrow(StoreUnavailableError);
    expect([verdict(list, token), verdict(list, revoked)]).toEqual(['good', 'revoked']);
    time.now += 1;
    expect(verdict(list, token)).toBe(expected);
    const stale = await eventsOf('portcullis:revocations:stale', () =>
      list.refresh().catch(() => undefined),
    );
    expect(stale).toEqual([{ staleness: 30.001, onStale }]);
    store.is = 'over';
    await list.refresh();
    expect(verdict(list, token)).toBe('good');
  });

  it('age by the monotonic clock, too', async () => {
    const { list, time } = await bench({ maxStaleness: 30 });
    const token = await verified();
    time.now -= 3_600_000;
    time.steady += 30_001;
    expect([list.staleness(), verdict(list, token)]).toEqual([30.001, 'ERR_REVOCATION_UNKNOWN']);
  });

  it('publish each failed attempt, and the first successful one', async () => {
    const { list, store } = await bench();
    store.is = 'failing';
    const failing = () => list.refresh().catch(() => undefined);
    const failed = await eventsOf('portcullis:revocations:failed', async () => {
      await failing();
      await failing();
    });
    expect(failed.map(({ failures }) => failures)).toEqual([1, 2]);
    store.is = 'over';
    const recovered = await eventsOf('portcullis:revocations:recovered', () => list.refresh());
    expect(recovered).toEqual([{ failures: 2 }]);
  });

  it('are polled without a push', async () => {
    const { store, make } = await bench({ pollEvery: 0.05 });
    Object.defineProperty(store, 'watch', { value: undefined });
    const list = make();
    await list.start();
    await store.add({ kind: 'sid', issuer: ISSUER, value: 's', before: 0, until: NOW + 900_000 });
    const token = await verified({ sid: 's' });
    await until(() => verdict(list, token) === 'revoked');
    await store.add({ kind: 'sid', issuer: ISSUER, value: 't', before: 0, until: NOW + 900_000 });
    await until(() => list.size === 2);
    expect(list.size).toBe(2);
  });
});

describe('a store that is unavailable for half a minute', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it.each(['failing', 'silent'] as const)(
    '(%s) has no effect, and is used again at once',
    async (how) => {
      const store = new Outage();
      const steady = () => Date.now();
      const list = new Revocations({ issuer: ISSUER, store }, { steady });
      open.push(list);
      await list.start();
      const token = await verified({ at: Date.now() });
      const states = new Set<string>();
      const pass = async (seconds: number): Promise<void> => {
        for (let i = 0; i < seconds * 10; i++) {
          await jest.advanceTimersByTimeAsync(100);
          states.add(verdict(list, token));
        }
      };
      await pass(60);
      store.is = how;
      await pass(35);
      expect(list.staleness()).toBeGreaterThan(30);
      store.is = 'over';
      await pass(how === 'failing' ? 1 : 4); // the read in flight has 3 s
      expect(list.staleness()).toBeLessThan(6);
      expect([...states]).toEqual(['good']);
      store.is = how;
      await pass(70);
      expect([...states]).toEqual(['good', 'ERR_REVOCATION_UNKNOWN']);
    },
  );
});

describe('pushed changes', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it.each([
    ['few', 10, 100],
    ['many, because an open transaction holds the cursor back', 1500, 6],
  ])('cause reads that return %s', async (_what, kept, most) => {
    const store = new MemoryRevocationStore();
    let reads = 0;
    const always: RevocationStore = {
      add: (entry) => store.add(entry),
      read: (_cursor, now) => (reads++, store.read(undefined, now)),
      purge: async () => 0,
      subscribe: (onChange) => store.subscribe(onChange),
    };
    const ends = Date.now() + 60_000;
    const entry = { kind: 'sid', issuer: ISSUER, before: 0, until: ends } as const;
    for (let i = 0; i < kept; i++) await store.add({ ...entry, value: `kept-${i}` });
    const steady = () => Date.now();
    const all = { issuer: ISSUER, store: always, pollEvery: '1h', maxStaleness: '2h' } as const;
    const list = new Revocations(all, { steady });
    open.push(list);
    await list.start();
    await jest.advanceTimersByTimeAsync(1000);
    await store.add({ ...entry, value: 'first' });
    await jest.advanceTimersByTimeAsync(0);
    expect([reads, list.size]).toEqual([2, kept + 1]);
    for (let i = 0; i < 100; i++) {
      await store.add({ ...entry, value: `next-${i}` });
      await jest.advanceTimersByTimeAsync(10);
    }
    await jest.advanceTimersByTimeAsync(200);
    expect(list.size).toBe(kept + 101);
    expect(reads - 2).toBeGreaterThan(most / 2);
    expect(reads - 2).toBeLessThanOrEqual(most);
  });
});

/** A server and a replica that is behind: each numbers its entries independently. */
class Failover implements RevocationStore {
  readonly server = new MemoryRevocationStore();
  readonly copy = new MemoryRevocationStore();
  readonly cursors: (string | undefined)[] = [];
  isOver = false;
  isGone = false;
  lose: (() => void) | undefined;

  add(...given: Parameters<MemoryRevocationStore['add']>) {
    return this.server.add(...given);
  }

  async read(...given: Parameters<MemoryRevocationStore['read']>) {
    if (this.isGone) throw new Error('the connection was reset');
    this.cursors.push(given[0]);
    return (this.isOver ? this.copy : this.server).read(...given);
  }

  async purge(): Promise<number> {
    return 0;
  }

  async subscribe(_onChange: () => void, onLost: () => void): Promise<() => Promise<void>> {
    this.lose = onLost;
    return async () => undefined;
  }
}

async function takeOver() {
  const store = new Failover();
  const time = { steady: 0 };
  const all = { issuer: ISSUER, clock: () => NOW, pollEvery: '1h', maxStaleness: '2h' } as const;
  const list = new Revocations({ ...all, store }, { steady: () => time.steady });
  open.push(list);
  for (const sid of ['one', 'two', 'three']) await list.revokeSession(sid);
  await list.start();
  const fresh = { kind: 'sid', issuer: ISSUER, value: 'four', before: 0 } as const;
  await store.copy.add({ ...fresh, until: NOW + 900_000 });
  store.isOver = true;
  return { store, time, list };
}

describe('a promoted replica that was behind', () => {
  it.each<[string, (given: Awaited<ReturnType<typeof takeOver>>) => unknown]>([
    [
      'after a read that failed',
      async ({ store, list }) => {
        store.isGone = true;
        await expect(list.refresh()).rejects.toThrow(StoreUnavailableError);
        store.isGone = false;
      },
    ],
    ['after the connection that listens was lost', ({ store }) => store.lose?.()],
    ['unnoticed, five minutes later', ({ time }) => void (time.steady = 300_000)],
  ])('%s: its entries are read from the beginning, once', async (_when, happen) => {
    const given = await takeOver();
    await happen(given);
    await given.list.refresh();
    expect(verdict(given.list, await verified({ sid: 'four' }))).toBe('revoked');
    expect(given.store.cursors.at(-1)).toBeUndefined();
    await given.list.refresh();
    expect(given.store.cursors.at(-1)).toBe('1');
  });

  it('is read from the cursor when nothing was lost', async () => {
    const { store, time, list } = await takeOver();
    store.isOver = false;
    time.steady = 299_999;
    await list.refresh();
    expect(store.cursors).toEqual([undefined, '3']);
  });
});

describe('options of revocations', () => {
  const store = new MemoryRevocationStore();

  it.each([
    ['issuer', { issuer: '' }],
    ['issuer', { issuer: [] }],
    ['store', { store: {} }],
    ['store', { store: null }],
    ['longestToken', { longestToken: 0 }],
    ['clockTolerance', { clockTolerance: 301 }],
    ['clockSkew', { clockSkew: 6 }],
    ['pollEvery', { pollEvery: 31 }],
    ['pollEvery', { pollEvery: 0 }],
    ['maxStaleness', { maxStaleness: '2d' }],
    ['onStale', { onStale: 'ignore' }],
    ['maxEntries', { maxEntries: 0 }],
    ['storeTimeout', { storeTimeout: 61 }],
    ['clock', { clock: () => Number.NaN }],
    ['maxStalenes', { maxStalenes: 30 }],
  ])('%s is rejected when it is wrong', (option, wrong) => {
    const make = (change: object) => new Revocations({ issuer: ISSUER, store, ...change });
    expect(() => make(wrong)).toThrow(ConfigurationError);
    expect(() => make(wrong)).toThrow(
      new RegExp(`^(Invalid option "${option}": received |Unknown option "${option}": known)`),
    );
    expect(() => make({})).not.toThrow();
  });
});

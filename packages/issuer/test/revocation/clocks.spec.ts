/** The clock that dates a token and a revocation. `packages/nest/test/issuer/clocks` runs histories of them. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { createVerifier } from '@portcullis/core';
import {
  MemoryRevocationStore,
  Revocations,
  RevocationsFullError,
  SigningKey,
  StoreUnavailableError,
  TokenSigner,
  type RevocationsOptions,
} from '../../src/index.js';
import { StoreTime } from '../../src/revocation/store-time.js';
import { AUDIENCE, ISSUER, NOW, verdict, verified, withClaims } from './verified.js';

const MINUTE = 60_000;
const key = await SigningKey.generate('ES256');
const open: Revocations[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((list) => list.close()));
});

/** A store at NOW, and a process that is some milliseconds ahead. Time passes for both. */
async function bench(ahead: number, options: Partial<RevocationsOptions> = {}) {
  const time = { now: NOW };
  const store = new MemoryRevocationStore({ clock: () => time.now });
  const clock = () => time.now + ahead;
  const make = (own = clock) => {
    const all = {
      issuer: ISSUER,
      store,
      clock: own,
      pollEvery: '1h',
      maxStaleness: '24h',
    } as const;
    const list = new Revocations({ ...all, ...options }, { steady: () => time.now });
    open.push(list);
    return list;
  };
  const list = make();
  await list.start();
  const signer = new TokenSigner({
    issuer: ISSUER,
    audience: AUDIENCE,
    key,
    clock,
    revocations: list,
  });
  const verifier = createVerifier({
    issuer: ISSUER,
    audience: AUDIENCE,
    keys: { find: () => key.verificationKey },
    clock,
    revocations: list,
  });
  return { time, store, list, signer, verifier, clock, make };
}

/** The events about wrong clocks while a function runs. */
async function clockEvents(work: () => Promise<unknown>): Promise<unknown[]> {
  const events: unknown[] = [];
  const note = (event: unknown): void => void events.push(event);
  subscribe('portcullis:revocations:clock-off', note);
  await work();
  unsubscribe('portcullis:revocations:clock-off', note);
  return events;
}

describe('a token', () => {
  it.each([
    ['ten minutes ahead', 10 * MINUTE, NOW],
    ['two seconds ahead', 2000, NOW],
    ['ahead by less than the skew', 900, NOW + 900],
    ['behind', -10 * MINUTE, NOW - 10 * MINUTE],
  ])('of a process that is %s is dated by the earlier clock', async (_what, ahead, at) => {
    const { signer, list } = await bench(ahead);
    expect(signer.issuableAt('ada')).toBe(Math.floor(at / 1000));
    expect((await signer.sign({ subject: 'ada' })).issuedAt).toBe(Math.floor(at / 1000));
    expect(list.datedBy(NOW + ahead)).toBe(at);
  });

  it('is stopped by a later revocation of a process with a correct clock', async () => {
    const { signer, verifier, make, time, list } = await bench(10 * MINUTE);
    const right = make(() => time.now);
    await right.start();
    const { token } = await signer.sign({ subject: 'ada' });
    const { token: twin } = await signer.sign({ subject: 'bob' });
    time.now += 2000;
    await right.revokeSubject('ada');
    await list.refresh();
    await expect(verifier.verify(token)).rejects.toMatchObject({ code: 'ERR_TOKEN_REVOKED' });
    expect((await verifier.verify(twin)).claims.sub).toBe('bob');
  });

  it('of a process that is ahead lives as long as longestToken allows, and its exp says so', async () => {
    const [cut, whole] = [
      await bench(10 * MINUTE),
      await bench(10 * MINUTE, { longestToken: '25m' }),
    ];
    const own = Math.floor((NOW + 10 * MINUTE) / 1000);
    const short = await cut.signer.sign({ subject: 'ada' });
    expect([short.expiresAt, short.expiresIn]).toEqual([Math.floor(NOW / 1000) + 900, 300]);
    const long = await whole.signer.sign({ subject: 'ada' });
    expect([long.expiresAt, long.expiresIn]).toEqual([own + 900, 900]);
    expect((await cut.verifier.verify(short.token)).claims.sub).toBe('ada');
    expect((await whole.verifier.verify(long.token)).claims.sub).toBe('ada');
  });

  it('with a lifetime of a minute lives shorter if its process is a little ahead, and is valid everywhere', async () => {
    const { signer, make, time } = await bench(5000, { longestToken: '1m' });
    const right = make(() => time.now);
    await right.start();
    const { token, issuedAt, expiresAt } = await signer.sign({ subject: 'ada', expiresIn: '1m' });
    expect([issuedAt, expiresAt]).toEqual([Math.floor(NOW / 1000), Math.floor(NOW / 1000) + 60]);
    const verifier = createVerifier({
      issuer: ISSUER,
      audience: AUDIENCE,
      keys: { find: () => key.verificationKey },
      clock: () => time.now,
      revocations: right,
    });
    expect((await verifier.verify(token)).claims.sub).toBe('ada');
  });

  it('with no lifetime left is valid in its own process, and its revocation is kept as long', async () => {
    const { signer, verifier, time, list } = await bench(10 * MINUTE, { longestToken: '5m' });
    const { token, expiresIn } = await signer.sign({ subject: 'ada', expiresIn: '5m' });
    expect(expiresIn).toBe(300);
    const good = await verifier.verify(token);
    const beyond = withClaims(good, { iat: Number(good.claims.iat) - 6 });
    expect(verdict(list, beyond)).toBe('ERR_TOKEN_LIFETIME');
    await list.revokeSubject('ada');
    for (let minutes = 0; minutes < 6; minutes++) {
      await list.refresh();
      await expect(verifier.verify(token)).rejects.toThrow(/revoked|expired/);
      expect(list.size).toBe(1);
      time.now += MINUTE;
    }
  });

  it('that was dated before its lookup has a lifetime from that date', async () => {
    const { signer, time } = await bench(2 * MINUTE, { longestToken: '1h' });
    const issuedAt = signer.issuableAt('ada');
    time.now += 30_000;
    const { expiresAt } = await signer.sign({ subject: 'ada', issuedAt });
    expect(Math.abs(expiresAt - (NOW + 2 * MINUTE) / 1000 - 900)).toBeLessThanOrEqual(1);
  });

  it('is not signed before the time of the store is known', async () => {
    const { make } = await bench(0);
    const signer = new TokenSigner({
      issuer: ISSUER,
      audience: AUDIENCE,
      key,
      revocations: make(),
    });
    await expect(signer.sign({ subject: 'ada' })).rejects.toThrow(StoreUnavailableError);
  });
});

describe('a revocation', () => {
  it('of a subject by a process that is ahead stops the tokens that this process signs', async () => {
    const { list, clock } = await bench(10_000);
    const token = await verified({ at: clock() });
    await list.revokeSubject('user-1');
    expect(verdict(list, token)).toBe('revoked');
    expect(verdict(list, await verified({ at: clock() + 2000 }))).toBe('good');
  });

  it('of a subject by a process that is behind blocks sign-ins for no longer than it stops tokens', async () => {
    const { make, list, time, signer } = await bench(0);
    const behind = make(() => time.now - 10 * MINUTE);
    await behind.start();
    await behind.revokeSubject('user-1');
    await list.refresh();
    expect((await signer.sign({ subject: 'user-1' })).issuedAt).toBe((NOW + 1001) / 1000);
  });

  it('of a token whose issuer was ahead is kept until the end of the token', async () => {
    const { list, store, time } = await bench(-10 * MINUTE);
    const exp = (NOW + 25 * MINUTE) / 1000;
    await list.revokeToken({ jti: 'j', exp });
    const [entry] = (await store.read(undefined, time.now)).entries;
    expect(entry?.until).toBeGreaterThanOrEqual(exp * 1000 + 5000);
  });

  it('is kept by a process that is ahead and whose list is full', async () => {
    const options = { longestToken: '5m', maxEntries: 1 } as const;
    const { list, signer, verifier, make, time } = await bench(10 * MINUTE, options);
    const right = make(() => time.now);
    await right.start();
    const { token } = await signer.sign({ subject: 'ada', expiresIn: '5m' });
    const { token: twin } = await signer.sign({ subject: 'bob', expiresIn: '5m' });
    await right.revokeSubject('ada');
    await list.refresh();
    await expect(list.revokeToken({ jti: 'j' })).rejects.toBeInstanceOf(RevocationsFullError);
    await expect(verifier.verify(token)).rejects.toMatchObject({ code: 'ERR_TOKEN_REVOKED' });
    expect((await verifier.verify(twin)).claims.sub).toBe('bob');
  });

  it('is not dropped by a process that is ahead before its end by the store’s time', async () => {
    const { list, time, make } = await bench(10 * MINUTE);
    await list.revokeSession('s');
    time.now += 16 * MINUTE;
    const late = make();
    await late.start();
    expect(late.size).toBe(1);
    time.now += 10 * MINUTE;
    const later = make();
    await later.start();
    expect(later.size).toBe(0);
  });
});

describe('a wrong clock', () => {
  it.each([
    ['ahead', 2000, 2],
    ['behind', -2000, -2],
  ])('is reported when it is %s, once a minute', async (_what, ahead, seconds) => {
    const { list, time } = await bench(ahead);
    const events = await clockEvents(async () => {
      for (let i = 0; i < 130; i++) {
        await list.refresh();
        time.now += 1000;
      }
    });
    expect(events).toEqual([{ ahead: seconds }, { ahead: seconds }]);
  });

  it('within the skew is not reported', async () => {
    expect(await clockEvents(() => bench(1000))).toEqual([]);
    expect(await clockEvents(() => bench(1001))).toEqual([{ ahead: 1.001 }]);
  });

  it('of a store without a clock is not reported', async () => {
    const list = new Revocations({ issuer: ISSUER, store: new MemoryRevocationStore() });
    open.push(list);
    expect(await clockEvents(() => list.start())).toEqual([]);
    expect(list.datedBy(NOW)).toBe(NOW);
  });
});

it('the time of a store advances with the monotonic clock from its answer', () => {
  let steady = 500;
  const time = new StoreTime(() => steady);
  expect([time.now(), time.aheadOf(42)]).toEqual([undefined, 0]);
  time.note(NOW);
  steady += 1500;
  expect([time.now(), time.aheadOf(NOW)]).toEqual([NOW + 1500, -1500]);
});

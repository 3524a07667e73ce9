/** The timeline of a ring's keys, for operators. */
import { KeyRing, MemoryKeyStore, type SigningKeyState } from '@portcullis/issuer';
import { Time } from '../support/time.js';

const MINUTE = 60_000;
const DAY = 86_400_000;
/** `jwksMaxAge`, and 30 s each for processes and clocks. */
const WAIT = 11 * MINUTE;
/** `longestToken`, and the same 60 s. */
const REST = 16 * MINUTE;

describe('the timeline of a key ring', () => {
  let time: Time;
  let ring: KeyRing;
  let begin: number;

  beforeEach(async () => {
    time = new Time();
    begin = time.now;
    const { clock, after } = time;
    const store = new MemoryKeyStore();
    ring = await KeyRing.open({ store, longestToken: '15m', clock, scheduler: after });
  });

  afterEach(() => ring.close());

  const timesOf = (state: SigningKeyState) => {
    const found = ring.timeline().find((key) => key.state === state);
    return found && { ...found, kid: undefined, alg: undefined, state: undefined };
  };

  it('has a staged key that becomes active when the active one has signed long enough', () => {
    expect(timesOf('staged')).toEqual({
      publishedAt: begin,
      signsFrom: begin + 30 * DAY,
      signsUntil: undefined,
      leavesAt: undefined,
    });
    expect(timesOf('active')).toEqual({
      publishedAt: begin,
      signsFrom: begin,
      signsUntil: begin + 30 * DAY,
      leavesAt: undefined,
    });
    expect(ring.timeline().map(({ state }) => state)).toEqual(['staged', 'active']);
  });

  it('has the staged key become active as soon as verifiers have it, after rotate()', async () => {
    const { kid, signsAt } = await ring.rotate();
    expect(signsAt).toBe(begin + WAIT);
    expect(timesOf('staged')?.signsFrom).toBe(signsAt);
    expect(timesOf('active')?.signsUntil).toBe(signsAt);
    expect(ring.timeline()[0]?.kid).toBe(kid);
  });

  it('has a retired key until the last of its tokens has expired', async () => {
    time.advance(DAY);
    const { signsAt } = await ring.rotate();
    expect(signsAt).toBe(begin + DAY);
    expect(timesOf('retired')).toEqual({
      publishedAt: begin,
      signsFrom: begin,
      signsUntil: begin + DAY,
      leavesAt: begin + DAY + REST,
    });
    expect(timesOf('active')?.signsUntil).toBe(begin + 31 * DAY);
    time.advance(REST - 1);
    await ring.refresh();
    expect(timesOf('retired')).toBeDefined();
    time.advance(1);
    await ring.refresh();
    expect(timesOf('retired')).toBeUndefined();
  });

  it('contains no secret', () => {
    const [key = {}] = ring.timeline();
    expect(Object.keys(key).toSorted()).toEqual(
      ['alg', 'kid', 'leavesAt', 'publishedAt', 'signsFrom', 'signsUntil', 'state'].toSorted(),
    );
  });
});

it('has a key of another algorithm sign as soon as verifiers have it', async () => {
  const { now, clock, after } = new Time();
  const store = new MemoryKeyStore();
  await (await KeyRing.open({ store, algorithm: 'ES256', clock, scheduler: after })).close();
  const ring = await KeyRing.open({ store, algorithm: 'EdDSA', clock, scheduler: after });
  const next = ring.timeline().find(({ alg }) => alg === 'EdDSA');
  expect(next).toMatchObject({ state: 'staged', signsFrom: now + WAIT });
  expect(ring.timeline().find(({ state }) => state === 'active')).toMatchObject({
    alg: 'ES256',
    signsUntil: now + WAIT,
  });
  await ring.close();
});

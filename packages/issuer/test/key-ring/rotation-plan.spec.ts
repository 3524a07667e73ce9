/** When keys are published, sign, retire and are removed. */
import {
  afterStep,
  mayActivateAt,
  mayRemoveAt,
  nextRotationAt,
  planRotation,
  type PlannedKey,
  type RotationRequest,
  type RotationSettings,
} from '../../src/key-ring/rotation-plan.js';

const NOW = 1_800_000_000_000;
const DAY = 86_400_000;
const settings: RotationSettings = {
  rotateEveryMs: 30 * DAY,
  jwksMaxAgeMs: 600_000,
  propagationTimeMs: 30_000,
  toleranceMs: 30_000,
  longestTokenMs: 900_000,
};

/** A key that has been active since a time, and one that was staged with it. */
const active = (since: number): PlannedKey => ({
  kid: 'active',
  state: 'active',
  publishedAt: since - DAY,
  activatedAt: since,
  longestTokenMs: 900_000,
});
const staged = (since: number): PlannedKey => ({
  kid: 'staged',
  state: 'staged',
  publishedAt: since,
});
const retired = (since: number, longestTokenMs = 900_000): PlannedKey => ({
  kid: 'retired',
  state: 'retired',
  publishedAt: since - DAY,
  retiredAt: since,
  longestTokenMs,
});

const plan = (keys: readonly PlannedKey[], request: Partial<RotationRequest> = {}) =>
  planRotation(keys, settings, { now: NOW, ...request }).map((step) =>
    'kid' in step ? `${step.step} ${step.kid}` : step.step,
  );

describe('a plan', () => {
  it('begins with a signing key and a staged key, when there never was a key', () => {
    expect(plan([], { isNew: true })).toEqual(['begin', 'stage']);
  });

  it('delays a first key when verifiers may have an older JWKS', () => {
    expect(plan([])).toEqual(['stage']);
    expect(plan([staged(NOW - 659_999)])).toEqual([]);
    expect(plan([staged(NOW - 660_000)])).toEqual(['activate staged', 'stage']);
  });

  it('is empty most of the time', () => {
    expect(plan([active(NOW - 29 * DAY), staged(NOW - 29 * DAY)])).toEqual([]);
  });

  it('always has a key staged beside the active one', () => {
    expect(plan([active(NOW)])).toEqual(['stage']);
  });

  it('rotates when the active key has signed for its time, not a millisecond before', () => {
    expect(plan([active(NOW - 30 * DAY + 1), staged(NOW - DAY)])).toEqual([]);
    expect(plan([active(NOW - 30 * DAY), staged(NOW - DAY)])).toEqual(['activate staged', 'stage']);
  });

  it('never lets a key sign before every cache of every verifier has it', () => {
    const old = active(NOW - 90 * DAY);
    expect(mayActivateAt(staged(NOW), settings)).toBe(NOW + 600_000 + 30_000 + 30_000);
    for (const force of [true, false]) {
      expect(plan([old, staged(NOW - 659_999)], { force })).toEqual([]);
      expect(plan([old, staged(NOW - 660_000)], { force })).toEqual(['activate staged', 'stage']);
    }
  });

  it('uses the key that has been published for longest', () => {
    const later = { ...staged(NOW - DAY), kid: 'later' };
    const earlier = { ...staged(NOW - 2 * DAY), kid: 'earlier' };
    expect(plan([later, earlier], { force: true })).toEqual(['activate earlier', 'stage']);
  });

  it('rotates at once when forced', () => {
    expect(plan([active(NOW), staged(NOW - DAY)], { force: true })).toEqual([
      'activate staged',
      'stage',
    ]);
  });

  it('lets the staged key sign at once when the active one was killed', () => {
    expect(plan([staged(NOW - DAY)])).toEqual(['activate staged', 'stage']);
  });

  it('keeps a retired key until the last token of the last process has expired', () => {
    const others = [active(NOW), staged(NOW)];
    const wait = 30_000 + 900_000 + 30_000;
    expect(plan([retired(NOW - wait + 1), ...others])).toEqual([]);
    expect(plan([retired(NOW - wait), ...others])).toEqual(['remove retired']);
  });

  it('keeps a key for the longest tokens that it ever signed, and for current ones', () => {
    expect(mayRemoveAt(retired(NOW, 7_200_000), settings)).toBe(NOW + 60_000 + 7_200_000);
    expect(mayRemoveAt(retired(NOW, 60_000), settings)).toBe(NOW + 60_000 + 900_000);
    expect(mayRemoveAt(active(NOW), settings)).toBe(Number.POSITIVE_INFINITY);
  });

  it('records a longer token lifetime, and never a shorter one', () => {
    const short = { ...active(NOW), longestTokenMs: 60_000 };
    expect(plan([short, staged(NOW)])).toEqual(['prolong active']);
    expect(plan([{ ...short, longestTokenMs: 7_200_000 }, staged(NOW)])).toEqual([]);
  });
});

describe('the next rotation', () => {
  it('is when the active key has signed for its time', () => {
    expect(nextRotationAt([active(NOW), staged(NOW)], settings)).toBe(NOW + 30 * DAY);
  });

  it('waits for a key that was staged too late', () => {
    const keys = [active(NOW - 30 * DAY), staged(NOW)];
    expect(nextRotationAt(keys, settings)).toBe(NOW + 660_000);
  });

  it('is sooner when a retired key must be removed', () => {
    const keys = [active(NOW), staged(NOW), retired(NOW)];
    expect(nextRotationAt(keys, settings)).toBe(NOW + 960_000);
  });

  it('is immediate when no key is staged', () => {
    expect(nextRotationAt([active(NOW)], settings)).toBe(Number.NEGATIVE_INFINITY);
  });
});

describe('a step', () => {
  const context = { now: NOW, settings };

  it('publishes a new key, and lets it sign if it is the first', () => {
    const made = { kid: 'new', state: 'staged', publishedAt: 0 } as const;
    const stage = afterStep([active(NOW)], { step: 'stage' }, { ...context, made });
    expect(stage[1]).toEqual({ kid: 'new', state: 'staged', publishedAt: NOW });
    const begin = afterStep([], { step: 'begin' }, { ...context, made });
    expect(begin).toEqual([
      { kid: 'new', state: 'active', publishedAt: NOW, activatedAt: NOW, longestTokenMs: 900_000 },
    ]);
  });

  it('retires the key that signed when another one does', () => {
    const keys = afterStep(
      [active(NOW - DAY), staged(NOW - DAY)],
      { step: 'activate', kid: 'staged' },
      context,
    );
    expect(keys).toEqual([
      { ...active(NOW - DAY), state: 'retired', retiredAt: NOW },
      { ...staged(NOW - DAY), state: 'active', activatedAt: NOW, longestTokenMs: 900_000 },
    ]);
  });

  it('prolongs a key, and removes a key', () => {
    const keys = [{ ...active(NOW), longestTokenMs: 1 }, retired(NOW)];
    const prolonged = afterStep(keys, { step: 'prolong', kid: 'active' }, context);
    expect(prolonged).toEqual([active(NOW), retired(NOW)]);
    expect(afterStep(keys, { step: 'remove', kid: 'retired' }, context)).toEqual([keys[0]]);
  });
});

/** Properties of the refresh policy, missing key IDs, durations and credentials. */
import fc from 'fast-check';
import { findCredential } from '../../src/bearer/index.js';
import { parseDuration } from '../../src/time/duration.js';
import { MissingKeyIds } from '../../src/recently-missing.js';
import {
  afterFailure,
  afterSuccess,
  afterUnknownKidFetch,
  COLD,
  decide,
  type RefreshSettings,
  type RefreshState,
} from '../../src/keys/refresh-policy.js';
import { runs } from '../support/runs.js';
import { verdictNow } from '../support/verdict.js';

const settings: RefreshSettings = {
  freshMs: 600_000,
  leastFreshMs: 60_000,
  mostFreshMs: 86_400_000,
  staleIfErrorMs: 3_600_000,
  unknownKidMs: 10_000,
  backOffMs: 1000,
  mostBackOffMs: 60_000,
};
const random = fc.double({ min: 0, max: 1, noNaN: true });
const milliseconds = fc.nat(100_000_000);
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

/** Events of an issuer's keys: time passes, and fetches succeed or fail. */
const event = fc.record({
  waitMs: fc.oneof(fc.nat(2000), fc.nat(100_000), fc.nat(5_000_000)),
  known: fc.boolean(),
  succeeds: fc.boolean(),
  maxAgeMs: maybe(milliseconds),
  random,
});
const history = fc.array(event, { minLength: 1, maxLength: 60 });

interface Step {
  readonly now: number;
  readonly known: boolean;
  readonly before: RefreshState;
  readonly decision: ReturnType<typeof decide>;
  readonly fetched: boolean;
}

/** Replays a history like RemoteJwks, one token at a time. */
function play(events: readonly (typeof event extends fc.Arbitrary<infer E> ? E : never)[]): Step[] {
  let state: RefreshState = COLD;
  let now = 0;
  return events.map((happens) => {
    now += happens.waitMs;
    const before = state;
    const decision = decide(state, now, happens.known);
    const fetched = decision === 'refresh' || decision === 'use-and-refresh';
    const unknown = decision === 'refresh' && !happens.known && now < state.staleUntil;
    if (unknown) state = afterUnknownKidFetch(state, settings, now);
    if (fetched) {
      state = happens.succeeds
        ? afterSuccess(state, settings, { now, maxAgeMs: happens.maxAgeMs, random: happens.random })
        : afterFailure(state, settings, { now, retryAfterMs: undefined, random: happens.random });
    }
    return { now, known: happens.known, before, decision, fetched };
  });
}

describe('the refresh policy, after any history,', () => {
  it('never uses keys past their last use, and never without a good answer', () => {
    fc.assert(
      fc.property(history, (events) =>
        play(events).every(
          ({ now, before, decision }) => !decision.startsWith('use') || now < before.staleUntil,
        ),
      ),
      runs(),
    );
  });

  it('never fetches before a failure’s back-off is over', () => {
    fc.assert(
      fc.property(history, (events) =>
        play(events).every(({ now, before, fetched }) => !fetched || now >= before.retryAt),
      ),
      runs(),
    );
  });

  it('never fetches for unknown key IDs more than five times at once, and then once in an interval', () => {
    fc.assert(
      fc.property(history, (events) => {
        const fetches = play(events)
          .filter(({ known, fetched, now, before }) => !known && fetched && now < before.staleUntil)
          .map(({ now }) => now);
        return fetches.every((now, i) =>
          fetches.slice(0, i).every((before, j) => now - before >= (i - j - 4) * 10_000),
        );
      }),
      runs(),
    );
  });

  it('never uses keys past their freshness unless a fetch has failed since', () => {
    fc.assert(
      fc.property(history, (events) =>
        play(events).every(
          ({ now, before, decision }) =>
            !decision.startsWith('use') || now < before.freshUntil || before.failures > 0,
        ),
      ),
      runs(),
    );
  });

  it('always answers a token whose key is cached and fresh', () => {
    fc.assert(
      fc.property(history, (events) =>
        play(events).every(
          ({ now, known, before, decision }) =>
            !(known && now < before.freshUntil) || decision.startsWith('use'),
        ),
      ),
      runs(),
    );
  });

  it('keeps its times ordered and within bounds', () => {
    fc.assert(
      fc.property(milliseconds, maybe(milliseconds), random, (now, maxAgeMs, jitter) => {
        const state = afterSuccess(COLD, settings, { now, maxAgeMs, random: jitter });
        const fresh = state.freshUntil - now;
        return (
          now <= state.refreshAt &&
          state.refreshAt <= state.freshUntil &&
          state.freshUntil <= state.staleUntil &&
          fresh >= 60_000 &&
          fresh <= 86_400_000
        );
      }),
      runs(),
    );
  });

  it('backs off for at most a minute, or the server’s Retry-After up to a minute, and always for some time', () => {
    fc.assert(
      fc.property(
        fc.nat(2000),
        milliseconds,
        maybe(milliseconds),
        random,
        (failures, now, asked, jitter) => {
          const state = { ...COLD, failures };
          const { retryAt } = afterFailure(state, settings, {
            now,
            retryAfterMs: asked,
            random: jitter,
          });
          const wait = retryAt - now;
          return wait >= Math.max(100, Math.min(asked ?? 0, 60_000)) && wait <= 60_000;
        },
      ),
      runs(),
    );
  });

  it('with cached keys fetches a third time no sooner than without failures, or in the last minute of their use', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 2000 }),
        fc.integer({ min: 60_000, max: 86_400_000 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        random,
        (failures, maxAgeMs, share, jitter) => {
          const good = afterSuccess(COLD, settings, { now: 0, maxAgeMs, random: 0.5 });
          const now = Math.floor(good.staleUntil * share);
          const at = { now, retryAfterMs: undefined, random: jitter };
          const wait = afterFailure({ ...good, failures }, settings, at).refreshAt - now;
          const least = 0.7 * Math.min(maxAgeMs, good.staleUntil - now);
          return wait >= least - 1 && wait <= Math.max(60_000, 0.9 * maxAgeMs + 1);
        },
      ),
      runs(),
    );
  });

  it('schedules no refresh later than a minute after the last use of the keys', () => {
    fc.assert(
      fc.property(history, (events) =>
        play(events).every(
          ({ now, before: { failures, refreshAt, staleUntil } }) =>
            failures === 0 || now >= staleUntil || refreshAt <= staleUntil + 60_000,
        ),
      ),
      runs(),
    );
  });

  it('changes its decision only at a time in its state', () => {
    fc.assert(
      fc.property(history, fc.boolean(), random, (events, known, share) =>
        play(events).every(({ now, before }) => {
          const named = (Object.values(before) as number[]).filter((time) => time > now);
          const next = Math.min(now + 86_400_000, ...named);
          const between = Math.floor(now + (next - now) * share);
          return between >= next || decide(before, now, known) === decide(before, between, known);
        }),
      ),
      runs(),
    );
  });
});

describe('missing key IDs', () => {
  it('are never more than the limit, and are exactly the youngest', () => {
    const kids = fc.array(fc.constantFrom<string>('a', 'b', 'c', 'd', 'e', 'f'), { maxLength: 40 });
    fc.assert(
      fc.property(kids, fc.integer({ min: 1, max: 4 }), (added, most) => {
        const missing = new MissingKeyIds(1000, most);
        for (const kid of added) missing.add(kid, 0);
        const youngest = [...new Set(added.toReversed())].slice(0, most);
        return ['a', 'b', 'c', 'd', 'e', 'f'].every(
          (kid) => missing.has(kid, 999) === youngest.includes(kid),
        );
      }),
      runs(),
    );
  });
});

describe('a duration', () => {
  const UNITS = { s: 1, m: 60, h: 3600, d: 86_400, y: 31_557_600 } as const;

  it('in any unit is that many seconds', () => {
    const unit = fc.constantFrom('s', 'm', 'h', 'd', 'y');
    fc.assert(
      fc.property(
        fc.nat(999_999_999),
        unit,
        (count, name) => parseDuration(`${count}${name}`, 'x') === count * UNITS[name],
      ),
      runs(),
    );
  });

  it('is rejected in any other form', () => {
    const digits = fc.string({
      unit: fc.constantFrom(...'0123456789smhdy. -+eE'.split('')),
      maxLength: 5,
    });
    fc.assert(
      fc.property(fc.oneof(fc.string(), digits), (text) => {
        fc.pre(!/^[0-9]{1,9}[smhdy]$/.test(text));
        return verdictNow(() => parseDuration(text, 'x')) === 'ERR_CONFIGURATION';
      }),
      runs(),
    );
  });

  it('is any finite number of seconds from 0, and no other number', () => {
    fc.assert(
      fc.property(fc.double(), (seconds) => {
        const verdict = verdictNow(() => parseDuration(seconds, 'x'));
        return (
          verdict === (Number.isFinite(seconds) && seconds >= 0 ? 'accepted' : 'ERR_CONFIGURATION')
        );
      }),
      runs(),
    );
  });
});

describe('a credential', () => {
  const TOKEN = /^[A-Za-z0-9\-._~+/]+=*$/;
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: fc.constantFrom(...'abcXYZ019-._~+/= \t,"'.split('')) }),
  );
  const scheme = fc.constantFrom('Bearer', 'bearer', 'BEARER', 'bEaReR');

  it('is found after the scheme exactly when it is a b64token', () => {
    fc.assert(
      fc.property(scheme, text, (name, token) => {
        let found: string | undefined;
        const request = { headers: { authorization: `${name} ${token}` } };
        const verdict = verdictNow(() => (found = findCredential(request)));
        const bare = token.replace(/^ +/, '');
        return TOKEN.test(bare)
          ? verdict === 'accepted' && found === bare
          : verdict === 'ERR_REQUEST_MALFORMED';
      }),
      runs(),
    );
  });

  it('is rejected whenever there are two', () => {
    fc.assert(
      fc.property(fc.array(text, { minLength: 2, maxLength: 4 }), (values) => {
        const rawHeaders = values.flatMap((value) => ['authorization', value]);
        return (
          verdictNow(() => findCredential({ headers: {}, rawHeaders })) === 'ERR_REQUEST_MALFORMED'
        );
      }),
      runs(),
    );
  });
});

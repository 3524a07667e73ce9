/** Texts for times, devices, statuses and claims. */
import { signInProblem, tryAgainAt } from '../../src/sign-in/sign-in-problem.js';
import { providerButton } from '../../src/sign-in/options.js';
import { UNREACHABLE } from '../../src/http/answer.js';
import { statusMeaning, statusName } from '../../src/http/status-in-words.js';
import { explainClaim, explainHeader, timeOf } from '../../src/token/explain.js';
import { deviceName } from '../../src/words/device.js';
import { countdown, dateInWords, durationInWords } from '../../src/words/time.js';

describe('a duration', () => {
  it.each([
    [0, '0 seconds'],
    [1, '1 second'],
    [61, '1 minute 1 second'],
    [3600, '1 hour'],
    [3605, '1 hour'],
    [90_000, '1 day 1 hour'],
    [-120, '2 minutes'],
  ])('of %d seconds is %s', (seconds, words) => {
    expect(durationInWords(seconds)).toBe(words);
  });
});

describe('a countdown', () => {
  it.each([
    [100, 'now'],
    [163, 'in 1 minute 3 seconds'],
    [99, '1 second ago'],
  ])('to %d at 100 is %s', (time, words) => {
    expect(countdown(time, 100)).toBe(words);
  });
});

describe('a date', () => {
  it('is formatted with its time of day', () => {
    expect(dateInWords(1_800_000_000, 'UTC')).toMatch(/^15 January 2027 at 08:00:00$/);
  });

  it('beyond the calendar is reported as not valid', () => {
    expect(dateInWords(1e300)).toBe('not a valid date');
  });
});

describe('a device', () => {
  it.each([
    ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox on Linux'],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0',
      'Edge on Windows',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1',
      'Safari on iOS',
    ],
    ['curl/8.14.1', 'curl'],
    ['Firefox on Linux', 'Firefox on Linux'],
    ['my own laptop', 'my own laptop'],
    ['stolen-token demonstration', 'stolen-token demonstration'],
    ['', 'Unknown device'],
  ])('%s is %s', (label, name) => {
    expect(deviceName(label)).toBe(name);
  });
});

describe('a status', () => {
  it('has a name and a meaning', () => {
    expect(statusName(403)).toBe('Forbidden');
    expect(statusMeaning(403)).toContain('not allowed');
  });

  it('that is unexpected is reported as such', () => {
    expect(statusMeaning(500)).toContain('unexpected');
  });
});

describe('a failed sign-in', () => {
  it.each([
    [0, 'did not respond'],
    [401, 'is wrong'],
    [403, 'only from its own page'],
    [429, 'Too many attempts. Wait 30 seconds, until 08:00:30, then try again.'],
    [503, 'unavailable. Wait 30 seconds, until 08:00:30, then try again.'],
    [500, 'Something went wrong'],
  ])('with %d is explained', (status, words) => {
    const answer = { ...UNREACHABLE, status, retryAfter: 30 };
    expect(signInProblem({ answer, at: 1_800_000_000 }, 'UTC')).toContain(words);
  });

  it('says how long to wait if the API does', () => {
    const refused = (retryAfter: number | undefined) => ({
      answer: { ...UNREACHABLE, status: 429, retryAfter },
      at: 1_800_000_000,
    });
    expect(tryAgainAt(refused(60))).toBe(1_800_000_060);
    expect(tryAgainAt(refused(undefined))).toBeUndefined();
    expect(signInProblem(refused(undefined))).toBe(
      'Too many attempts. Wait a moment, then try again.',
    );
  });
});

describe('the button of a provider', () => {
  it('names Google, or the type of the provider', () => {
    expect(providerButton({ name: 'Google' })).toBe('Sign in with Google');
    expect(providerButton({ name: 'Demo identity provider' })).toBe(
      'Sign in with the demo identity provider',
    );
  });
});

describe('a claim', () => {
  it('is explained if it is known', () => {
    expect(explainClaim('aud')).toContain('the API that the token is for');
    expect(explainHeader('alg')).toContain('never choose the algorithm by it');
    expect(explainClaim('shoe_size')).toContain('don’t know this claim');
  });

  it('has a time only if it is one', () => {
    expect(timeOf('exp', 5)).toBe(5);
    expect(timeOf('exp', 'soon')).toBeUndefined();
    expect(timeOf('level', 5)).toBeUndefined();
  });
});

/** How long an answer stays fresh, and when to retry, by the server's headers. */
import { freshnessMs, retryAfterSeconds } from '../../src/keys/response-times.js';

describe('an answer', () => {
  it.each<[Readonly<Record<string, string>>, number | undefined]>([
    [{ 'cache-control': 'max-age=600' }, 600_000],
    [{ 'cache-control': 'max-age=600', age: '0' }, 600_000],
    [{ 'cache-control': 'max-age=600', age: '200' }, 400_000],
    [{ 'cache-control': 'max-age=600', age: '9000' }, 0],
    [{ 'cache-control': 'max-age=600', age: '-200' }, 600_000],
    [{ 'cache-control': 'max-age=600', age: 'old' }, 600_000],
    [{ 'cache-control': 'no-store, max-age=600' }, 0],
    [{ 'cache-control': 'private, No-Cache' }, 0],
    [{ 'cache-control': 's-maxage=600' }, undefined],
    [{ 'cache-control': 'x-max-age=600' }, undefined],
    [{ 'cache-control': 'max-age="600"' }, 600_000],
    [{ 'cache-control': 'public,\tMAX-AGE=600 ,must-revalidate' }, 600_000],
    [{ 'cache-control': 'max-age=600, max-age=10' }, 600_000],
    [{ 'cache-control': 'max-age=99999999999' }, 999_999_999_000],
    [{ 'cache-control': 'no-cache="set-cookie", max-age=600' }, 0],
    // A quoted string contains no directives.
    [{ 'cache-control': 'ext="a, max-age=5, no-store", max-age=600' }, 600_000],
    // A space of Unicode is part of a name, and not part of a number.
    [{ 'cache-control': '\u{a0}no-store, max-age=600' }, 600_000],
    [{ 'cache-control': '\u{a0}max-age=5, max-age=600' }, 600_000],
    [{ 'cache-control': 'max-age=600\u{a0}' }, undefined],
    [{ 'cache-control': 'max-age=600s' }, undefined],
    [{ 'cache-control': 'max-age=1.5' }, undefined],
    [{ 'cache-control': 'max-age=600', age: '\u{a0}200' }, 600_000],
    [{ 'cache-control': 'max-age=600', age: '0x10' }, 600_000],
    [{ 'cache-control': 'max-age=600', age: '9'.repeat(30) }, 0],
    [{ age: '200' }, undefined],
    [{}, undefined],
  ])('with %j is fresh for %p ms', (headers, fresh) => {
    expect(freshnessMs(new Headers(headers))).toBe(fresh);
  });

  const date = 'Wed, 21 Oct 2026 07:28:00 GMT';
  it.each<[Readonly<Record<string, string>>, number | undefined]>([
    [{ 'retry-after': '30' }, 30],
    [{ 'retry-after': '0' }, 0],
    [{ 'retry-after': '30', date }, 30],
    [{ 'retry-after': 'Wed, 21 Oct 2026 07:28:45 GMT', date }, 45],
    [{ 'retry-after': date, date }, 0],
    [{ 'retry-after': 'Wed, 21 Oct 2026 07:27:59 GMT', date }, undefined],
    [{ 'retry-after': 'Wed, 21 Oct 2026 07:28:45 GMT' }, undefined],
    [{ 'retry-after': '2026-10-21T07:28:45Z', date }, undefined],
    [{ 'retry-after': `${date}, or so`, date }, undefined],
    [{ 'retry-after': `about ${date}`, date }, undefined],
    [{ 'retry-after': 'Wed, 31 Feb 2027 07:28:45 GMT', date }, undefined],
    [{ 'retry-after': 'Sun, 28 Feb 2027 00:00:00 GMT', date: 'Sat, 27 Feb 2027 23:59:60 GMT' }, 0],
    [{ 'retry-after': 'Abc, 21 Oct 2026 07:28:45 GMT', date }, undefined],
    [{ 'retry-after': 'Wed, 21 Abc 2026 07:28:45 GMT', date }, undefined],
    [{ 'retry-after': 'Wed, 00 Oct 2026 07:28:45 GMT', date }, undefined],
    [{ 'retry-after': 'Wed, 21 Oct 2026 24:28:45 GMT', date }, undefined],
    [{ 'retry-after': 'Wed, 21 Oct 2026 07:60:45 GMT', date }, undefined],
    [{ 'retry-after': 'Wed, 21 Oct 2026 07:28:61 GMT', date }, undefined],
    [{ 'retry-after': `${date}\u{a0}`, date }, undefined],
    [{ 'retry-after': '\u{a0}30' }, undefined],
    [{ 'retry-after': '-30' }, undefined],
    [{ 'retry-after': '1.5' }, undefined],
    [{ 'retry-after': 'soon', date }, undefined],
    [{ date }, undefined],
    [{}, undefined],
  ])('with %j allows a retry after %p s', (headers, wait) => {
    expect(retryAfterSeconds(new Headers(headers))).toBe(wait);
  });
});

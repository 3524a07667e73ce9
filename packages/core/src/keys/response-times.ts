/** The times that a server states with an answer. No clock of ours is asked: a server's times are by its own. */
import { asciiLowercase, listItems, readDecimal } from '../encoding/ascii.js';

/** What a time counts as whose digits are more than are read (RFC 9111 §1.2.2). Over thirty years. */
const VERY_LONG_SECONDS = 999_999_999;

/**
 * For how many milliseconds an answer stays fresh: `max-age` of `Cache-Control` less the `Age` that it has reached in
 * caches on the way (RFC 9111 §4.2, §5.2.2.1). `no-store` and `no-cache` count as 0; undefined where nothing is said.
 */
export function freshnessMs(headers: Headers): number | undefined {
  const directives = listItems(headers.get('cache-control') ?? '').map(directive);
  if (directives.some(({ name }) => name === 'no-store' || name === 'no-cache')) return 0;
  const maxAge = seconds(directives.find(({ name }) => name === 'max-age')?.value);
  if (maxAge === undefined) return undefined;
  const age = seconds(headers.get('age')) ?? 0;
  return Math.max(0, maxAge - age) * 1000;
}

/** `token [ "=" ( token / quoted-string ) ]`, the quotes taken off (RFC 9111 §5.2). */
function directive(item: string): { readonly name: string; readonly value: string } {
  const end = item.includes('=') ? item.indexOf('=') : item.length;
  const value = item.slice(end + 1).replace(/^"(.*)"$/, '$1');
  return { name: asciiLowercase(item.slice(0, end)), value };
}

/** `Retry-After` in seconds, also where it is a date: that is read against the answer's own `Date` (RFC 9110 §10.2.3). */
export function retryAfterSeconds(headers: Headers): number | undefined {
  const text = headers.get('retry-after');
  const wait = seconds(text) ?? (httpDate(text) - httpDate(headers.get('date'))) / 1000;
  return wait >= 0 ? wait : undefined;
}

function seconds(text: string | null | undefined): number | undefined {
  if (text === null || text === undefined) return undefined;
  return /^[0-9]{10,}$/.test(text) ? VERY_LONG_SECONDS : readDecimal(text);
}

const DATE =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), ([0-9]{2}) ([A-Z][a-z]{2}) ([0-9]{4}) ([0-9]{2}):([0-9]{2}):([0-9]{2}) GMT$/;
const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/**
 * Milliseconds of an HTTP date in the form that servers have to send today (RFC 9110 §5.6.7), or NaN. `Date.parse` would
 * be asked about the 31st of February, and answer.
 */
function httpDate(text: string | null): number {
  const [, day = '', name = '', year = '', ...time] = DATE.exec(text ?? '') ?? [];
  const month = MONTHS.indexOf(name);
  const [hours = 24, minutes = 60, second = 61] = time.map(readDecimal);
  const date = new Date(0);
  date.setUTCFullYear(readDecimal(year) ?? Number.NaN, month, readDecimal(day));
  const isTime = hours < 24 && minutes < 60 && second <= 60; // a leap second is one (RFC 9110 §5.6.7)
  const isDate = month >= 0 && date.getUTCMonth() === month;
  return isDate && isTime ? date.setUTCHours(hours, minutes, second) : Number.NaN;
}

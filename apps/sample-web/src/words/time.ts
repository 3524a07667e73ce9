/** Formats times and durations. */

const UNITS: readonly (readonly [seconds: number, name: string])[] = [
  [86_400, 'day'],
  [3600, 'hour'],
  [60, 'minute'],
  [1, 'second'],
];

/** Formats a duration in its two largest units: `14 minutes 3 seconds`. */
export function durationInWords(seconds: number): string {
  let rest = Math.floor(Math.abs(seconds));
  const first = UNITS.findIndex(([size]) => rest >= size);
  if (first < 0) return '0 seconds';
  const words = UNITS.slice(first, first + 2).flatMap(([size, name]) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return count === 0 ? [] : [`${count} ${name}${count === 1 ? '' : 's'}`];
  });
  return words.join(' ');
}

/** Formats a time relative to now: `in 14 minutes 3 seconds`, `2 days ago`, `now`. In seconds since the epoch. */
export function countdown(time: number, now: number): string {
  const difference = Math.round(time - now);
  if (difference === 0) return 'now';
  return difference > 0
    ? `in ${durationInWords(difference)}`
    : `${durationInWords(difference)} ago`;
}

/** Formats a date: `25 November 2026 at 14:05:09`. @param timeZone - default: time zone of the browser */
export function dateInWords(time: number, timeZone?: string): string {
  const date = new Date(time * 1000);
  if (Number.isNaN(date.getTime())) return 'not a valid date';
  const format = { dateStyle: 'long', timeStyle: 'medium' } as const;
  return new Intl.DateTimeFormat('en-GB', {
    ...format,
    ...(timeZone === undefined ? {} : { timeZone }),
  }).format(date);
}

/** Formats a time of day: `14:05:09`. @param timeZone - default: time zone of the browser */
export function timeInWords(time: number, timeZone?: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    timeStyle: 'medium',
    ...(timeZone === undefined ? {} : { timeZone }),
  }).format(new Date(time * 1000));
}

/** Converts an ISO 8601 time to seconds since the epoch. */
export function secondsOf(iso: string): number {
  return Date.parse(iso) / 1000;
}

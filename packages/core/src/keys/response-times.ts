/** The times that a server states with an answer. No clock of ours is asked: a server's times are by its own. */

/**
 * For how many milliseconds an answer stays fresh: `max-age` of `Cache-Control` less the `Age` that it has reached in
 * caches on the way (RFC 9111 §4.2, §5.2.2.1). `no-store` and `no-cache` count as 0; undefined where nothing is said.
 */
export function freshnessMs(headers: Headers): number | undefined {
  const text = headers.get('cache-control') ?? '';
  if (/(^|[\s,])no-(store|cache)\b/i.test(text)) return 0;
  const maxAge = /(?:^|[\s,])max-age="?(\d{1,9})/i.exec(text)?.[1];
  if (maxAge === undefined) return undefined;
  const age = seconds(headers.get('age')) ?? 0;
  return Math.max(0, Number(maxAge) - age) * 1000;
}

/** `Retry-After` in seconds, also where it is a date: that is read against the answer's own `Date` (RFC 9110 §10.2.3). */
export function retryAfterSeconds(headers: Headers): number | undefined {
  const text = headers.get('retry-after');
  const wait = seconds(text) ?? (httpDate(text) - httpDate(headers.get('date'))) / 1000;
  return wait >= 0 ? wait : undefined;
}

function seconds(text: string | null): number | undefined {
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

/** Milliseconds of an HTTP date in the form that is due today (RFC 9110 §5.6.7), or NaN. */
function httpDate(text: string | null): number {
  return text !== null && /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} [\d:]{8} GMT$/.test(text)
    ? Date.parse(text)
    : Number.NaN;
}

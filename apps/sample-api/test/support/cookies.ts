/** Cookies of a browser under test. */
import type { Answer, HeaderLine } from './http-client.js';

/** Returns `name=value` of the first cookie of a response; empty without one. */
export function cookieOf({ headers }: Answer): string {
  return headers.get('set-cookie')?.split(';')[0] ?? '';
}

/** Returns the header that sends a cookie. */
export function sending(cookie: string): HeaderLine {
  return ['Cookie', cookie];
}

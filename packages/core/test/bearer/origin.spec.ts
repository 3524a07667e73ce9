/** Row 69: a request from a page of another site. */
import { ConfigurationError, OriginError } from '../../src/index.js';
import { assertSameOrigin, readAllowedOrigins } from '../../src/bearer/index.js';

type Headers = Readonly<Record<string, string | readonly string[]>>;

function verdict(
  headers: Headers,
  method: string | undefined,
  allowed?: readonly string[],
): string {
  try {
    assertSameOrigin({ headers, method }, allowed);
    return 'accepted';
  } catch (error) {
    if (error instanceof OriginError) return error.code;
    throw error;
  }
}

const host = 'app.example';
const own = { host, origin: 'https://app.example' };
const REFUSED = 'ERR_ORIGIN_NOT_ALLOWED';

describe('row 69: an unsafe method', () => {
  it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'get', 'X', undefined])(
    '(%s) needs the Origin of its own host',
    (method) => {
      expect(verdict(own, method)).toBe('accepted');
      expect(verdict({ host }, method)).toBe(REFUSED);
    },
  );

  it.each(['GET', 'HEAD', 'OPTIONS'])('is not %s, which needs no Origin', (method) => {
    expect(verdict({ host }, method)).toBe('accepted');
    expect(verdict({ host, origin: 'https://evil.example' }, method)).toBe('accepted');
  });

  it.each([
    ['null', 'null'],
    ['nothing', ''],
    ['another host', 'https://evil.example'],
    ['a longer host', 'https://app.example.evil.example'],
    ['a host before it', 'https://x.app.example'],
    ['another port', 'https://app.example:8443'],
    ['plain http', 'http://app.example'],
    ['another scheme', 'ftp://app.example'],
    ['a path', 'https://app.example/'],
    ['upper case', 'HTTPS://APP.EXAMPLE'],
    ['two in one', 'https://app.example https://evil.example'],
  ])('is rejected from %s', (_what, origin) => {
    expect(verdict({ ...own, origin }, 'POST')).toBe(REFUSED);
    expect(verdict({ ...own, origin }, 'POST', ['https://app.example'])).toBe(REFUSED);
    expect(verdict(own, 'POST', ['https://app.example'])).toBe('accepted');
  });

  it('is rejected with two Origins, although the first is allowed', () => {
    const origin = ['https://app.example', 'https://evil.example'];
    expect(verdict({ host, origin }, 'POST')).toBe(REFUSED);
    expect(verdict({ host, origin: origin.slice(0, 1) }, 'POST')).toBe('accepted');
  });

  it.each<[string, string | readonly string[], string]>([
    ['same-origin', 'same-origin', 'accepted'],
    ['same-site', 'same-site', REFUSED],
    ['cross-site', 'cross-site', REFUSED],
    ['none', 'none', REFUSED],
    ['given twice', ['same-origin', 'same-origin'], REFUSED],
    ['nothing', [], REFUSED],
  ])('with the Origin null and the Sec-Fetch-Site %s', (_what, site, expected) => {
    const headers = { host, origin: 'null', 'sec-fetch-site': site };
    expect(verdict(headers, 'POST')).toBe(expected);
    expect(verdict(headers, 'POST', [own.origin])).toBe(REFUSED);
    expect(verdict({ ...headers, origin: ['null', 'null'] }, 'POST')).toBe(REFUSED);
  });

  it('over HTTP/2 needs the Origin of its authority', () => {
    const { origin } = own;
    expect(verdict({ ':authority': host, origin }, 'POST')).toBe('accepted');
    expect(verdict({ ':authority': 'evil.example', origin }, 'POST')).toBe(REFUSED);
    expect(verdict({ ':authority': host, host: 'evil.example', origin }, 'POST')).toBe(REFUSED);
  });

  it.each([
    ['app.example:443', 'https://app.example', 'accepted'],
    ['app.example:443', 'https://app.example:443', REFUSED],
    ['app.example:8443', 'https://app.example:8443', 'accepted'],
    ['app.example:4430', 'https://app.example', REFUSED],
    ['app.example:80', 'https://app.example', REFUSED],
    ['app.example:80', 'http://app.example', REFUSED],
    ['[::443]', 'https://[::443]', 'accepted'],
    ['localhost:80', 'http://localhost', 'accepted'],
    ['localhost:443', 'http://localhost', REFUSED],
  ])('at %s from %s, with a default port: %s', (at, origin, expected) => {
    expect(verdict({ host: at, origin }, 'POST')).toBe(expected);
  });

  it('is rejected without a Host to compare with, or with two', () => {
    expect(verdict({ origin: 'https://undefined' }, 'POST')).toBe(REFUSED);
    expect(verdict({ ...own, host: [host, 'evil.example'] }, 'POST')).toBe(REFUSED);
  });

  it.each([
    ['same-origin', 'accepted'],
    ['same-site', REFUSED],
    ['cross-site', REFUSED],
    ['none', REFUSED],
  ])('whose Sec-Fetch-Site is %s: %s', (site, expected) => {
    expect(verdict({ ...own, 'sec-fetch-site': site }, 'POST')).toBe(expected);
    expect(verdict({ ...own, 'sec-fetch-site': site }, 'POST', [own.origin])).toBe('accepted');
  });

  it.each([
    ['localhost:3000', 'http://localhost:3000', 'accepted'],
    ['127.0.0.1:3000', 'http://127.0.0.1:3000', 'accepted'],
    ['[::1]:3000', 'http://[::1]:3000', 'accepted'],
    ['LOCALHOST:3000', 'http://localhost:3000', 'accepted'],
    ['localhost:3000', 'http://localhost:4000', REFUSED],
    ['localhost.evil.example', 'http://localhost.evil.example', REFUSED],
    ['localhost:3000@evil.example', 'http://localhost:3000@evil.example', REFUSED],
  ])('at %s from %s: %s', (at, origin, expected) => {
    expect(verdict({ host: at, origin }, 'POST')).toBe(expected);
  });
});

describe('allowed origins', () => {
  it.each([
    ['an empty array', []],
    ['a string', 'https://app.example'],
    ['null', null],
    ['one with a path', ['https://app.example/']],
    ['a host instead of an origin', ['app.example']],
    ['a pattern', ['https://*.example/']],
    ['null written out', ['null']],
    ['another scheme', ['ftp://app.example']],
    ['a number', [1]],
  ])('are not %s', (_what, value) => {
    expect(() => readAllowedOrigins(value, 'allowedOrigins')).toThrow(ConfigurationError);
    expect(readAllowedOrigins(undefined, 'allowedOrigins')).toBeUndefined();
    const right = ['https://app.example', 'http://localhost:3000'];
    expect(readAllowedOrigins(right, 'allowedOrigins')).toEqual(right);
  });
});

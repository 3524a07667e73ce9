/** Web requests (Fetch): their headers are not a record, and repeated headers are joined. */
import { OriginError } from '../../src/index.js';
import { assertSameOrigin, cookieOf, findCredential } from '../../src/bearer/index.js';
import { errorOf } from '../support/verdict.js';

type Pairs = [name: string, value: string][];

const request = (headers: Pairs, url = 'https://app.example/', method = 'GET'): Request =>
  new Request(url, { headers, method });

async function verdict(read: () => unknown): Promise<unknown> {
  let found: unknown;
  const error = await errorOf(() => (found = read()));
  return error ? error.code : found;
}

const MALFORMED = 'ERR_REQUEST_MALFORMED';

describe('the credential of a Web request', () => {
  it('is in its Authorization header', () => {
    expect(findCredential(request([['Authorization', 'bearer abc']]))).toBe('abc');
    expect(findCredential(request([['Authorization', 'Basic abc']]))).toBeUndefined();
    expect(findCredential(request([]))).toBeUndefined();
  });

  it('is malformed where there are several', async () => {
    const twice = request([
      ['Authorization', 'Bearer abc'],
      ['Authorization', 'Bearer abc'],
    ]);
    expect(await verdict(() => findCredential(twice))).toBe(MALFORMED);
  });

  it('is malformed in the URL', async () => {
    const inUrl = request([], 'https://app.example/?access_token=abc');
    expect(await verdict(() => findCredential(inUrl))).toBe(MALFORMED);
  });

  it('may be in a cookie', async () => {
    const one = request([['Cookie', 'other=x; token=abc']]);
    expect(findCredential(one, { cookie: 'token' })).toBe('abc');
    expect(cookieOf(one, 'token')).toBe('abc');
    const two = request([
      ['Cookie', 'token=abc'],
      ['Cookie', 'token=abc'],
    ]);
    expect(await verdict(() => findCredential(two, { cookie: 'token' }))).toBe(MALFORMED);
  });
});

describe('the origin of a Web request', () => {
  const post = (headers: Pairs) => request(headers, 'https://app.example/', 'POST');

  it('must be that of its own host', () => {
    const host: Pairs = [['Host', 'app.example']];
    expect(() =>
      assertSameOrigin(post([...host, ['Origin', 'https://app.example']])),
    ).not.toThrow();
    for (const origin of ['https://evil.example', 'null']) {
      expect(() => assertSameOrigin(post([...host, ['Origin', origin]]))).toThrow(OriginError);
    }
    expect(() => assertSameOrigin(post(host))).toThrow(OriginError);
  });

  it('is rejected when given twice, and without a host', () => {
    const own: Pairs = [['Origin', 'https://app.example']];
    expect(() => assertSameOrigin(post([['Host', 'app.example'], ...own, ...own]))).toThrow(
      OriginError,
    );
    expect(() => assertSameOrigin(post(own))).toThrow(OriginError);
  });
});

it('a header named get in Node’s record is read as a header', () => {
  const headers = { get: 'x', authorization: 'Bearer abc' };
  expect(findCredential({ headers })).toBe('abc');
});

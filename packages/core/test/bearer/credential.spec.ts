import { findCredential, locateCredential, type RequestLike } from '../../src/bearer/index.js';
import { errorOf } from '../support/verdict.js';

async function find(request: RequestLike, cookie?: string): Promise<string | undefined> {
  let found: string | undefined;
  const error = await errorOf(() => (found = findCredential(request, { cookie })));
  return error ? error.code : found;
}

const authorization = (...values: string[]): RequestLike => ({
  headers: { authorization: values[0] },
  rawHeaders: values.flatMap((value) => ['Authorization', value]),
});
const cookies = (...values: string[]): RequestLike => ({
  headers: { cookie: values.join('; ') },
  rawHeaders: values.flatMap((value) => ['Cookie', value]),
});
const MALFORMED = 'ERR_REQUEST_MALFORMED';

describe('the Authorization header', () => {
  it.each([
    ['Bearer abc.def-_~+/==', 'abc.def-_~+/=='],
    ['bearer abc', 'abc'],
    ['BEARER abc', 'abc'],
    ['Bearer   abc', 'abc'],
  ])('%j holds a token', async (value, token) => {
    expect(await find(authorization(value))).toBe(token);
  });

  it.each([
    'Basic dXNlcjpwYXNz',
    'Bearerx abc',
    'Bearer-token abc',
    'DPoP abc',
    'abc',
    'Bearer2 x',
    'Negotiate Bearer',
  ])('%j is another scheme, so it is ignored', async (value) => {
    expect(await find(authorization(value))).toBeUndefined();
  });

  it.each([
    '',
    'Bearer',
    'Bearer ',
    'Bearer\tabc',
    'Bearer abc def',
    'Bearer abc,',
    'Bearer A, Bearer B',
    'Bearer abc ',
    'Bearer "abc"',
    'Bearer =abc',
    'Bearer ab=c',
    'Bearer abc\n',
    'Bearer é',
    'Bearer: abc',
    'Bearer=abc',
    'Bearer,abc',
  ])('%j is malformed (row 66)', async (value) => {
    expect(await find(authorization(value))).toBe(MALFORMED);
  });

  it('twice is malformed, though Node keeps only the first (row 65)', async () => {
    expect(await find(authorization('Bearer a', 'Bearer b'))).toBe(MALFORMED);
    expect(await find(authorization('Bearer a', 'Bearer a'))).toBe(MALFORMED);
    expect(await find(authorization('Bearer a', 'Basic b'))).toBe(MALFORMED);
  });

  it('is found among others, in upper or lower case', async () => {
    const rawHeaders = ['Host', 'x', 'aUTHORIZATION', 'Bearer abc', 'X-Authorization', 'Bearer z'];
    expect(await find({ headers: {}, rawHeaders })).toBe('abc');
  });

  it('is read from the parsed headers when there are no raw headers', async () => {
    expect(await find({ headers: { authorization: 'Bearer abc' } })).toBe('abc');
    expect(await find({ headers: { authorization: 'Bearer abc' }, rawHeaders: [] })).toBe('abc');
    expect(await find({ headers: { authorization: ['Bearer a', 'Bearer b'] } })).toBe(MALFORMED);
    expect(await find({ headers: { authorization: ['Bearer a'] } })).toBe('a');
    expect(await find({ headers: {} })).toBeUndefined();
  });

  it('is found by its name; a value that equals the name, or a name without a value, is ignored', async () => {
    const rawHeaders = ['X-Sent', 'Authorization', 'Bearer abc', 'x', 'Authorization'];
    expect(await find({ headers: {}, rawHeaders })).toBeUndefined();
  });

  it('is not confused with another header whose name has the same length', async () => {
    const rawHeaders = ['X-Auth-Header', 'Bearer abc', 'Authorisation', 'Bearer abc'];
    expect(await find({ headers: {}, rawHeaders })).toBeUndefined();
  });

  it('that is missing gives no credential', async () => {
    expect(await find({ headers: {}, rawHeaders: ['Host', 'x'] })).toBeUndefined();
    expect(findCredential({ headers: {} })).toBeUndefined();
  });
});

describe('a cookie', () => {
  it('is ignored unless it is configured', async () => {
    expect(await find(cookies('token=abc'))).toBeUndefined();
    expect(await find(cookies('undefined=abc'))).toBeUndefined();
  });

  it.each([
    ['token=abc', 'abc'],
    ['a=b; token=abc; c=d', 'abc'],
    ['a=b;token=abc', 'abc'],
    ['token="abc"', 'abc'],
    ['xtoken=no; token=abc; tokenx=no', 'abc'],
    ['token=a=b', 'a=b'],
    ['token=a"b"', 'a"b"'],
    ['token="a"b', '"a"b'],
    ['Token=no', undefined],
    ['a=b', undefined],
    ['', undefined],
  ])('in %j is %j', async (header, token) => {
    expect(await find(cookies(header), 'token')).toBe(token);
  });

  // For browsers, a space of Latin-1 or Unicode is part of a cookie's name: another host can set that name.
  it.each([
    '\u{a0}',
    '\u{85}',
    '\v',
    '\f',
    '\r',
    '\n',
    '\u{feff}',
    '\u{2003}',
    '\u{2028}',
    '\u{3000}',
  ])('whose name begins or ends with %j is a different cookie', async (space) => {
    const name = '__Host-refresh';
    expect(await find(cookies(`${space}${name}=theirs`), name)).toBeUndefined();
    expect(await find(cookies(`a=b; ${space}${name}=theirs`), name)).toBeUndefined();
    expect(await find(cookies(`${name}${space}=theirs`), name)).toBeUndefined();
    expect(await find(cookies(` \t${name}=own\t `), name)).toBe('own');
  });

  it.each(['; ', ';', '; \t'])(
    'is found beside one whose name begins with the byte A0, which is ignored (separated by %j)',
    async (between) => {
      const name = '__Host-refresh';
      const pairs = [`\u{a0}${name}=theirs`, `${name}=own`];
      expect(await find(cookies(pairs.join(between)), name)).toBe('own');
      expect(await find(cookies(pairs.toReversed().join(between)), name)).toBe('own');
      expect(await find(cookies(...pairs), name)).toBe('own');
      expect(await find(cookies([pairs[1], pairs[1]].join(between)), name)).toBe(MALFORMED);
    },
  );

  it('keeps every byte of its value, without the white space around it', async () => {
    expect(await find(cookies('token=\u{a0}a\u{a0} ; x=y'), 'token')).toBe('\u{a0}a\u{a0}');
    expect(await find(cookies('TOKEN=a; toKen=b; to\u{212a}en=c'), 'token')).toBeUndefined();
  });

  it('is read from the parsed headers when there are no raw headers', async () => {
    expect(await find({ headers: { cookie: 'token=a' } }, 'token')).toBe('a');
    expect(await find({ headers: { cookie: ['x=b', 'token=a'] } }, 'token')).toBe('a');
    expect(await find({ headers: {} }, 'token')).toBeUndefined();
  });

  it('twice is malformed, in one header or in two (row 68)', async () => {
    expect(await find(cookies('token=a; token=b'), 'token')).toBe(MALFORMED);
    expect(await find(cookies('token=a', 'token=a'), 'token')).toBe(MALFORMED);
  });

  it('beside an Authorization header is malformed (row 67)', async () => {
    const rawHeaders = ['Authorization', 'Bearer a', 'Cookie', 'token=a'];
    expect(await find({ headers: {}, rawHeaders }, 'token')).toBe(MALFORMED);
    expect(await find({ headers: {}, rawHeaders }, 'other')).toBe('a');
  });

  it('is the credential when the Authorization header has another scheme', async () => {
    const rawHeaders = ['Authorization', 'Basic a', 'Cookie', 'token=a'];
    expect(await find({ headers: {}, rawHeaders }, 'token')).toBe('a');
  });
});

describe('a token in the URL (row 67)', () => {
  it.each(['/?access_token=a', '/x?y=1&access_token=a', '/?access_token='])(
    'as in %s is malformed, even beside a good header',
    async (url) => {
      expect(await find({ headers: {}, url })).toBe(MALFORMED);
      expect(await find({ ...authorization('Bearer a'), url })).toBe(MALFORMED);
    },
  );

  it.each(['/', '/access_token=a', '/?my_access_token=a', '/?access_tokens=a', '/?a=access_token'])(
    'is not in %s',
    async (url) => {
      expect(await find({ ...authorization('Bearer a'), url })).toBe('a');
    },
  );
});

describe('a credential that was found', () => {
  it('has its location', () => {
    const request = cookies('session=abc');
    expect(locateCredential(authorization('Bearer abc'))).toEqual({
      token: 'abc',
      place: 'header',
    });
    expect(locateCredential(request, { cookie: 'session' })).toEqual({
      token: 'abc',
      place: 'cookie',
    });
    expect(locateCredential(request)).toBeUndefined();
  });
});

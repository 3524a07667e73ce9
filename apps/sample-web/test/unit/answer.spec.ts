/** Parsing of responses: status, Retry-After and grant. */
import { answerOf, isSuccess, UNREACHABLE } from '../../src/http/answer.js';
import { grantIn, refreshAt } from '../../src/session/grant.js';

describe('an answer', () => {
  it('has status, challenge, body and Retry-After', async () => {
    const headers = { 'WWW-Authenticate': 'Bearer', 'Retry-After': '30' };
    const response = new Response('{"message":"x"}', { status: 429, headers });
    expect(await answerOf(response)).toEqual({
      status: 429,
      challenge: 'Bearer',
      retryAfter: 30,
      body: { message: 'x' },
    });
  });

  it.each([
    ['no header', undefined],
    ['an empty header', ''],
    ['a hexadecimal number', '0x10'],
    ['a date, which the API does not send', 'Wed, 25 Nov 2026 08:00:00 GMT'],
  ])('with %s has no retryAfter', async (_what, value) => {
    const headers = value === undefined ? {} : { 'Retry-After': value };
    const { retryAfter } = await answerOf(new Response('', { status: 503, headers }));
    expect(retryAfter).toBeUndefined();
  });

  it('keeps text that is not JSON', async () => {
    expect((await answerOf(new Response('Bad gateway'))).body).toBe('Bad gateway');
  });

  it.each([
    [0, false],
    [199, false],
    [200, true],
    [204, true],
    [302, false],
    [401, false],
  ])('with %d is a success: %s', (status, expected) => {
    expect(isSuccess({ status })).toBe(expected);
  });
});

describe('a grant', () => {
  const body = { access_token: 'a', expires_in: 900 };

  it('is in a successful response with a token and its lifetime', () => {
    expect(grantIn({ ...UNREACHABLE, status: 200, body }, 1000)).toMatchObject({
      accessToken: 'a',
      receivedAt: 1000,
      expiresAt: 901_000,
    });
  });

  it.each([
    ['an error', 401, body],
    ['a redirect', 302, body],
    ['no token', 200, { expires_in: 900 }],
    ['no lifetime', 200, { access_token: 'a' }],
    ['a lifetime that is a string', 200, { access_token: 'a', expires_in: '900' }],
    ['null', 200, null],
    ['a string', 200, 'a'],
  ])('is not in %s', (_what, status, given) => {
    expect(grantIn({ ...UNREACHABLE, status, body: given }, 1000)).toBeUndefined();
  });

  it.each([
    [900, 840],
    [300, 240],
    [50, 40],
    [1, 0.8],
  ])('for %d seconds is refreshed after %d', (lifetime, due) => {
    const answer = { ...UNREACHABLE, status: 200, body: { ...body, expires_in: lifetime } };
    const grant = grantIn(answer, 0);
    expect(grant && refreshAt(grant)).toBe(due * 1000);
  });
});

/** Kinds of failed fetches, for events and messages. */
import {
  FetchFailedError,
  FetchRefusedError,
  failedFetch,
  failureOf,
} from '../../src/keys/fetch-failure.js';

describe('a fetch', () => {
  it.each([
    ['timeout', new DOMException('', 'TimeoutError')],
    ['network', new DOMException('', 'AbortError')],
    ['network', Object.assign(new Error('not of the platform'), { name: 'TimeoutError' })],
    ['network', new TypeError('fetch failed')],
    ['network', undefined],
    ['too-large', new FetchRefusedError('too-large', 'over the bound')],
  ] as const)('failed by %s', (failure, error) => {
    expect(failureOf(error)).toBe(failure);
  });

  it('keeps the inner error as cause, if there is one', () => {
    const cause = new Error('below');
    expect(new FetchRefusedError('status', 'status 500', {}, cause).cause).toBe(cause);
    expect(new FetchRefusedError('status', 'status 500')).not.toHaveProperty('cause');
  });
});

describe('the error of a fetch', () => {
  const url = new URL('https://user:secret@id.example:8443/jwks?code=secret#secret');
  const failed = (cause: unknown, at = url) => new FetchFailedError('the JWKS', at, cause);

  it.each([
    [new FetchRefusedError('status', 'status 404', { status: 404 }), 'status 404'],
    [new FetchRefusedError('too-large', 'a body of over 1 bytes'), 'a body of over 1 bytes'],
    [new DOMException('', 'TimeoutError'), 'no whole answer in time'],
    [Object.assign(new Error('x'), { code: 'ECONNREFUSED' }), 'a network error, ECONNREFUSED'],
    [
      new TypeError('fetch failed', { cause: { code: 'CERT_HAS_EXPIRED' } }),
      'a network error, CERT_HAS_EXPIRED',
    ],
    [new TypeError('fetch failed'), 'a network error'],
    [Object.assign(new Error('x'), { code: 'secret of a server' }), 'a network error'],
    [Object.assign(new Error('x'), { code: `E${'X'.repeat(64)}` }), 'a network error'],
    [Object.assign(new Error('x'), { code: 7 }), 'a network error'],
    ['text', 'a network error'],
    [undefined, 'a network error'],
    [null, 'a network error'],
  ])('of %p has the reason, and the address without secrets', (cause, why) => {
    const { message, address } = failed(cause);
    expect(message).toBe(`the JWKS at https://id.example:8443/jwks is unavailable: ${why}`);
    expect(address).toBe('https://id.example:8443/jwks');
  });

  it('has the status of the server', () => {
    const refused = new FetchRefusedError('status', 'status 503', { status: 503, retryAfter: 5 });
    expect(failed(refused)).toMatchObject({ failure: 'status', status: 503, retryAfter: 5 });
    expect(failed(new Error('x'))).toMatchObject({ failure: 'network', status: undefined });
  });

  it('shows at most 200 characters of the address', () => {
    const long = new URL(`https://id.example/${'a'.repeat(1000)}`);
    expect(failed('x', long).address).toHaveLength(200);
  });

  it('is created once: an existing one is returned unchanged', () => {
    const first = failed('x');
    expect(failedFetch('the JWKS', url, first)).toBe(first);
    expect(failedFetch('the JWKS', url, 'x')).toBeInstanceOf(FetchFailedError);
  });
});

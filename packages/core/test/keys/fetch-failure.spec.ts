/** What kind of failure a fetch came to, for events and messages. */
import { FetchRefusedError, failureOf } from '../../src/keys/fetch-failure.js';

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

  it('keeps the error below its own, where there is one', () => {
    const cause = new Error('below');
    expect(new FetchRefusedError('status', 'status 500', {}, cause).cause).toBe(cause);
    expect(new FetchRefusedError('status', 'status 500')).not.toHaveProperty('cause');
  });
});

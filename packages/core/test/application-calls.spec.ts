/** Callbacks of the application: their time limit, and what happens to a late answer. */
import { ApplicationCalls } from '../src/internal.js';
import { ApplicationUnavailableError } from '../src/index.js';
import { KeyLookup } from '../src/verifier/key-lookup.js';

const never = (): Promise<never> => new Promise(() => undefined);
const late = expect.objectContaining({ code: 'ERR_APPLICATION_UNAVAILABLE' }) as Error;

describe('a call of the application', () => {
  it('returns the answer, at once or later, and throws what the callback throws', async () => {
    const calls = new ApplicationCalls('callback');
    expect(calls.run(() => 'at once')).toBe('at once');
    expect(await calls.run(async () => 'later')).toBe('later');
    const fails = (): never => {
      throw new Error('as it is');
    };
    expect(() => calls.run(fails)).toThrow('as it is');
    await expect(calls.run(async () => fails())).rejects.toThrow('as it is');
    expect(calls.waiting).toBe(0);
  });

  it('has a time limit; the error names it and shows no value', async () => {
    const calls = new ApplicationCalls('callback', { timeoutMs: 10 });
    const outcome = await Promise.resolve(calls.run(never)).catch((error: unknown) => error);
    expect(outcome).toBeInstanceOf(ApplicationUnavailableError);
    expect(outcome).toMatchObject({
      message: 'The callback "callback" is unavailable: no answer within 10 ms',
      category: 'unavailable',
      retryAfter: 1,
    });
    await expect(calls.run(never, 1)).rejects.toThrow('within 1 ms');
    await expect(calls.run(never, 1000)).rejects.toThrow('within 10 ms');
  });

  it('that answers or rejects too late is ignored', async () => {
    const unhandled: unknown[] = [];
    const note = (error: unknown): void => void unhandled.push(error);
    process.on('unhandledRejection', note);
    const calls = new ApplicationCalls('callback', { timeoutMs: 5 });
    let reject = (_error: Error): void => undefined;
    const answer = new Promise<never>((_resolve, fail) => {
      reject = fail;
    });
    await expect(calls.run(() => answer)).rejects.toThrow(late);
    reject(new Error('too late'));
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });

  it('is rejected when too many calls wait; calls that timed out do not count', async () => {
    const calls = new ApplicationCalls('callback', { timeoutMs: 30, maxWaiting: 2 });
    const waiting = Promise.allSettled([calls.run(never), calls.run(never)]);
    expect(calls.waiting).toBe(2);
    let isCalled = false;
    const third = (): unknown => calls.run(() => (isCalled = true));
    expect(third).toThrow('2 calls wait for an answer');
    expect(isCalled).toBe(false);
    await waiting;
    expect(third()).toBe(true);
  });
});

it('a key source that hangs costs a request its time limit', async () => {
  const lookup = new KeyLookup(10);
  const keys = { find: never };
  const trusted = { issuer: 'https://issuer.example', keys, algorithms: new Set(['RS256']) };
  const header = { alg: 'RS256', kid: 'a' };
  const found = lookup.find(trusted as never, header as never);
  await expect(found).rejects.toThrow(late);
});

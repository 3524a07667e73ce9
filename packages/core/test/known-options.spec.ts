import { assertKnownOptions } from '../src/known-options.js';
import { errorOf } from './support/verdict.js';

describe('options', () => {
  it.each<[option: string, path: string, given: unknown]>([
    ['options', '', null],
    ['options', '', 'text'],
    ['options', '', []],
    ['issuers[0]', 'issuers[0].', undefined],
    ['issuers[0].remote', 'issuers[0].remote.', null],
    ['issuers[0].remote.b', 'issuers[0].remote.', { a: 1, b: undefined }],
    ['toString', '', { a: 1, toString: 1 }],
  ])('are refused at %j (path %j, given %j)', async (option, path, given) => {
    const error = await errorOf(() => assertKnownOptions(given, ['a'], path));
    expect(error).toMatchObject({ code: 'ERR_CONFIGURATION', option });
  });

  it('are named alone where nothing stands before them', async () => {
    const error = await errorOf(() => assertKnownOptions({ b: 1 }, ['a']));
    expect(error).toMatchObject({ code: 'ERR_CONFIGURATION', option: 'b' });
    expect(() => assertKnownOptions({ a: 1 }, ['a'])).not.toThrow();
  });

  it('may be of all the names, or none', () => {
    expect(() => assertKnownOptions({}, ['a'], '')).not.toThrow();
    expect(() => assertKnownOptions({ a: 1, b: 2 }, ['a', 'b'], '')).not.toThrow();
  });
});

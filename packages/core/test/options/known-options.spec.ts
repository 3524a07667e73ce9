import {
  assertKnownNames,
  assertKnownOptions,
  type OptionTable,
} from '../../src/options/known-options.js';
import { errorOf } from '../support/verdict.js';

describe('options', () => {
  it.each<[option: string, path: string, given: unknown]>([
    ['options', '', null],
    ['options', '', 'text'],
    ['options', '', []],
    ['issuers[0]', 'issuers[0].', undefined],
    ['issuers[0].remote', 'issuers[0].remote.', null],
    ['issuers[0].remote.b', 'issuers[0].remote.', { a: 1, b: undefined }],
    ['toString', '', { a: 1, toString: 1 }],
    ['a', '', { a: null }],
  ])('are rejected at %j (path %j, received %j)', async (option, path, given) => {
    const error = await errorOf(() => assertKnownNames(given, { a: 'value' }, path));
    expect(error).toMatchObject({ code: 'ERR_CONFIGURATION', option });
  });

  it('have names without a path by default', async () => {
    const error = await errorOf(() => assertKnownNames({ b: 1 }, { a: 'value' }));
    expect(error).toMatchObject({ code: 'ERR_CONFIGURATION', option: 'b' });
    expect(() => assertKnownNames({ a: 1 }, { a: 'value' })).not.toThrow();
  });

  it('may include all known names, or none', () => {
    const known = { a: 'value', b: 'value' } as const;
    expect(() => assertKnownNames({}, known, '')).not.toThrow();
    expect(() => assertKnownNames({ a: 1, b: 2 }, known, '')).not.toThrow();
  });

  it('accept null if the table says so', () => {
    expect(() => assertKnownNames({ a: null }, { a: 'nullable' })).not.toThrow();
  });
});

describe('a table of options', () => {
  interface Options {
    readonly a: string;
    readonly b?: string;
  }

  it('does not compile with a missing, a superfluous or a misspelt name', () => {
    const options: Options = { a: 'x' };
    const table: OptionTable<Options> = { a: 'value', b: 'value' };
    assertKnownOptions(options, table);
    // @ts-expect-error b is missing
    const missing: OptionTable<Options> = { a: 'value' };
    // @ts-expect-error c is not an option
    const superfluous: OptionTable<Options> = { a: 'value', b: 'value', c: 'value' };
    expect([table, missing, superfluous].map((each) => Object.keys(each).length)).toEqual([
      2, 1, 3,
    ]);
    // @ts-expect-error b is missing
    assertKnownOptions(options, { a: 'value' });
  });
});

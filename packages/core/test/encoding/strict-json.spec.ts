import {
  deepFreeze,
  MAX_NESTING,
  parseJsonObject,
  type JsonObject,
} from '../../src/encoding/strict-json.js';

const parse = (text: string | Buffer) => parseJsonObject(Buffer.from(text as string, 'utf8'));

describe('strict JSON', () => {
  it('reads an object with every type of JSON', () => {
    const text = '{"a":"text","b":1.5e3,"c":true,"d":false,"e":null,"f":[1,{"g":[]}],"h":{"i":{}}}';
    expect(parse(text)).toEqual(JSON.parse(text));
  });

  it('reads white space, escapes and colons inside strings', () => {
    const text = ' {\t"a:b"\n:\r"c\\":{[\\\\" , "\\u00e9\\ud83d\\ude00" : ":::" } ';
    expect(parse(text)).toEqual({ 'a:b': 'c":{[\\', 'é😀': ':::' });
  });

  it('returns objects without a prototype, at every level', () => {
    const value = parse('{"a":{"b":[{"c":1}]}}');
    const a = value?.['a'] as Record<string, readonly object[]>;
    expect([value, a, a['b']?.[0]].map((object): unknown => Object.getPrototypeOf(object))).toEqual(
      [null, null, null],
    );
    expect('toString' in (value ?? {})).toBe(false);
  });

  it('can be frozen, at every level', () => {
    const value = parse('{"a":{"b":[{"c":1},null,"text"]}}') as JsonObject;
    expect(deepFreeze(value)).toBe(4);
    const a = value['a'] as Record<string, readonly object[]>;
    for (const object of [value, a, a['b'], a['b']?.[0]])
      expect(Object.isFrozen(object)).toBe(true);
  });

  it.each([
    '{"a":1,"a":1}',
    '{"a":1,"b":{"c":1,"c":2}}',
    '{"a":[{"c":1,"c":2}]}',
    '{"a":1,"\\u0061":2}',
    '{"\\u0061":1,"\\u0061":2}',
    '{"a":1,"b":2,"a":3}',
    '{"":1,"":2}',
    '{"a":{"x":1},"a":{}}',
    '{"a":{"x":1,"y":2},"a":{"z":1}}',
    '{"0":1,"0":2}',
    '{"a\\"b":1,"a\\"b":2}',
  ])('rejects a member twice: %s', (text) => {
    expect(() => void JSON.parse(text)).not.toThrow();
    expect(parse(text)).toBeUndefined();
  });

  it.each(['{"__proto__":1}', '{"a":{"__proto__":{}}}', '{"a":[{"\\u005f_proto__":null}]}'])(
    'rejects __proto__: %s',
    (text) => {
      expect(parse(text)).toBeUndefined();
    },
  );

  it('takes other names of Object.prototype as plain members', () => {
    const value = parse('{"constructor":1,"toString":2,"hasOwnProperty":3}');
    expect(Object.entries(value ?? {})).toEqual([
      ['constructor', 1],
      ['toString', 2],
      ['hasOwnProperty', 3],
    ]);
  });

  it.each([
    '[]',
    'null',
    '1',
    '"text"',
    'true',
    '',
    ' ',
    '{',
    '}',
    '{}}',
    '{}{}',
    "{'a':1}",
    '{a:1}',
  ])('rejects text that is not one object: %j', (text) => {
    expect(parse(text)).toBeUndefined();
  });

  it.each([
    '{"a":1,}',
    '{"a":01}',
    '{"a":+1}',
    '{"a":.5}',
    '{"a":NaN}',
    '{"a":"\n"}',
    '{"a":1//\n}',
  ])('rejects invalid JSON: %j', (text) => {
    expect(parse(text)).toBeUndefined();
  });

  it(`accepts a nesting of ${MAX_NESTING} and no more`, () => {
    const arrays = (depth: number) => `{"a":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`;
    const objects = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
    expect(MAX_NESTING).toBe(32);
    expect([parse(arrays(32)), parse(objects(32))]).not.toContain(undefined);
    expect([parse(arrays(33)), parse(objects(33))]).toEqual([undefined, undefined]);
  });

  it('counts how deep a value nests, not how many values there are', () => {
    expect(parse(`{"a":[${'[],{},'.repeat(100)}[]]}`)).toBeDefined();
    expect(parse(`{"a":"${'[{'.repeat(100)}"}`)).toBeDefined();
  });

  it('counts how deep a value nests, whatever is between the brackets', () => {
    const arrays = (depth: number) => `{"a":${'[1, '.repeat(depth - 1)}1${' ]'.repeat(depth - 1)}}`;
    const objects = (depth: number) =>
      `${'{ "b":true , "a": '.repeat(depth)}1${' }'.repeat(depth)}`;
    expect([parse(arrays(32)), parse(objects(32))]).not.toContain(undefined);
    expect([parse(arrays(33)), parse(objects(33))]).toEqual([undefined, undefined]);
    // Each closing bracket ends exactly one level; extra brackets of the other kind change nothing.
    expect(parse(`{"a":[${'{},'.repeat(40)}${arrays(30)}]}`)).toBeDefined();
    expect(parse(`{"a":[${'{},'.repeat(40)}${arrays(31)}]}`)).toBeUndefined();
    expect(parse(`{"a":[${'[],'.repeat(40)}${arrays(30)}]}`)).toBeDefined();
    expect(parse(`{"a":[${'[],'.repeat(40)}${arrays(31)}]}`)).toBeUndefined();
  });

  it.each(['{"', '{"a', '  {"a', '{"a":"', '{"a":1,"b\\"', '{"a":"\\\\\\"}', '"'])(
    'rejects text that does not end: %s',
    (text) => {
      expect(parse(text)).toBeUndefined();
    },
  );

  it('rejects a nesting of 100,000 without running out of stack (row 35)', () => {
    expect(parse(`{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`)).toBeUndefined();
    expect(parse('{"a":'.repeat(100_000))).toBeUndefined();
  });

  it.each([
    [0xff],
    [0xc0, 0xaf],
    [0xc3],
    [0xed, 0xa0, 0x80],
    [0xf4, 0x90, 0x80, 0x80],
    [0xe2, 0x82],
  ])('rejects bytes that are not UTF-8 (%p …)', (...bytes) => {
    const text = Buffer.concat([Buffer.from('{"a":"'), Buffer.from(bytes), Buffer.from('"}')]);
    expect(parseJsonObject(text)).toBeUndefined();
  });

  it.each([
    '{"a":"\\ud800"}',
    '{"a":"\\udc00"}',
    '{"a":"\\ude00\\ud83d"}',
    '{"a":"\\ud83d\\ud83d\\ude00"}',
    '{"\\ud800":1}',
    '{"a":["\\ud800"]}',
    '{"a":{"b":{"c":"\\udfff"}}}',
  ])('rejects lone surrogates: %s', (text) => {
    expect(parse(text)).toBeUndefined();
  });

  it('rejects a BOM', () => {
    expect(parse('\ufeff{}')).toBeUndefined();
  });
});

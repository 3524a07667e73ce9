/** Properties of base64url and of strict JSON. */
import { isUtf8 } from 'node:buffer';
import fc from 'fast-check';
import { decodeBase64url, decodeBase64urlText } from '../../src/encoding/base64url.js';
import { parseJsonObject } from '../../src/encoding/strict-json.js';
import { runs } from '../support/runs.js';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const letter = fc.constantFrom(...ALPHABET.split(''));

const utf8 = fc.string({ unit: 'binary' }).map((text) => new TextEncoder().encode(text));
const utf8Text = (bytes: Uint8Array): string =>
  new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);

describe('base64url', () => {
  it('of any bytes is canonical and decodes to the same bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const text = Buffer.from(bytes).toString('base64url');
        return decodeBase64url(text)?.equals(bytes) === true;
      }),
      runs(),
    );
  });

  it('is the only text that decodes to its bytes', () => {
    const text = fc.oneof(fc.string(), fc.string({ unit: letter }), fc.string({ unit: 'binary' }));
    fc.assert(
      fc.property(text, (candidate) => {
        const again = Buffer.from(candidate, 'base64url').toString('base64url');
        return (decodeBase64url(candidate) !== undefined) === (again === candidate);
      }),
      runs(),
    );
  });

  it('decodes to text, or to undefined when its bytes are not UTF-8', () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array(), utf8), (bytes) => {
        const decoded = decodeBase64urlText(Buffer.from(bytes).toString('base64url'));
        return isUtf8(bytes) ? decoded === utf8Text(bytes) : decoded === undefined;
      }),
      runs(),
    );
  });

  it('has no second spelling: different texts give different bytes', () => {
    const text = fc.string({ unit: letter, maxLength: 12 });
    fc.assert(
      fc.property(text, text, (one, other) => {
        const [a, b] = [decodeBase64url(one), decodeBase64url(other)];
        return one === other || a === undefined || b === undefined || !a.equals(b);
      }),
      runs(),
    );
  });

  it('has no character of another alphabet anywhere', () => {
    const stray = fc.string({ unit: 'binary', minLength: 1, maxLength: 1 });
    fc.assert(
      fc.property(fc.string({ unit: letter }), stray, fc.nat(), (text, character, index) => {
        fc.pre(!ALPHABET.includes(character));
        const at = index % (text.length + 1);
        return decodeBase64url(text.slice(0, at) + character + text.slice(at)) === undefined;
      }),
      runs(),
    );
  });
});

/** JSON as written: an object is the list of its members, including duplicates. */
type Written =
  { readonly members: readonly (readonly [string, Written])[] } | readonly Written[] | Scalar;
type Scalar = string | number | boolean | null;

const scalar = fc.oneof(
  fc.string(),
  fc.string({ unit: 'grapheme' }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.constant(null),
);
const memberName = fc.oneof(fc.constantFrom('a', 'b', 'c', '', 'exp', '__proto__'), fc.string());
const { object } = fc.letrec<{ value: Written; object: Written }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    scalar,
    tie('object'),
    fc.array(tie('value'), { maxLength: 3 }),
  ),
  object: fc.record({
    members: fc.array(fc.tuple(memberName, tie('value')), { maxLength: 4 }),
  }),
}));

const isScalar = (value: Written): value is Scalar => typeof value !== 'object' || value === null;
const isList = (value: Written): value is readonly Written[] => Array.isArray(value);

function write(value: Written, name: (text: string) => string = JSON.stringify, gap = ''): string {
  if (isScalar(value)) return JSON.stringify(value);
  if (isList(value))
    return `[${value.map((item) => write(item, name, gap)).join(`${gap},`)}${gap}]`;
  const members = value.members.map(
    ([key, item]) => `${gap}${name(key)}${gap}:${write(item, name, gap)}`,
  );
  return `{${members.join(',')}${gap}}`;
}

/** The grammar of strict JSON, without a parser. */
function isStrict(value: Written): boolean {
  if (isScalar(value)) return typeof value !== 'string' || isWellFormed(value);
  if (isList(value)) return value.every(isStrict);
  const names = value.members.map(([name]) => name);
  return (
    new Set(names).size === names.length &&
    names.every((name) => name !== '__proto__' && isWellFormed(name)) &&
    value.members.every(([, item]) => isStrict(item))
  );
}

function isWellFormed(text: string): boolean {
  return Buffer.from(text, 'utf8').toString('utf8') === text;
}

const parse = (text: string) => parseJsonObject(Buffer.from(text, 'utf8'));
const escaped = (text: string): string =>
  `"${text
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('')}"`;

describe('strict JSON', () => {
  it('accepts exactly the objects without duplicate members, __proto__ and lone surrogates', () => {
    fc.assert(
      fc.property(object, (written) => {
        const text = write(written);
        const parsed = parse(text);
        if (!isStrict(written)) return parsed === undefined;
        return JSON.stringify(parsed) === JSON.stringify(JSON.parse(text));
      }),
      runs(),
    );
  });

  it('decodes escapes: names written as \\u… change nothing', () => {
    fc.assert(
      fc.property(object, (written) => {
        const [plain, other] = [parse(write(written)), parse(write(written, escaped))];
        return JSON.stringify(plain) === JSON.stringify(other);
      }),
      runs(),
    );
  });

  it('ignores white space between tokens', () => {
    fc.assert(
      fc.property(object, fc.constantFrom(' ', '\n', '\t\r\n '), (written, gap) => {
        const [plain, other] = [parse(write(written)), parse(write(written, JSON.stringify, gap))];
        return JSON.stringify(plain) === JSON.stringify(other);
      }),
      runs(),
    );
  });

  it('rejects a member twice at any depth up to the deepest', () => {
    fc.assert(
      fc.property(fc.nat(31), fc.boolean(), (depth, inArrays) => {
        const [open, close] = inArrays ? ['{"a":[', ']}'] : ['{"a":', '}'];
        const levels = inArrays ? Math.floor(depth / 2) : depth;
        const nest = (inner: string) => open.repeat(levels) + inner + close.repeat(levels);
        return (
          parse(nest('{"x":1,"x":1}')) === undefined && parse(nest('{"x":1,"y":1}')) !== undefined
        );
      }),
      runs(0.2),
    );
  });

  it('accepts nothing that JSON.parse rejects', () => {
    const noise = fc.string({
      unit: fc.constantFrom(...'{}[]:,"\\ eE+-.0123456789truefalsn'.split('')),
    });
    fc.assert(
      fc.property(object, fc.nat(), noise, (written, index, insertion) => {
        const text = write(written);
        const at = index % (text.length + 1);
        // As UTF-8 can encode it: a lone surrogate becomes U+FFFD.
        const mutant = Buffer.from(text.slice(0, at) + insertion + text.slice(at)).toString();
        const parsed = parse(mutant);
        return (
          parsed === undefined || JSON.stringify(parsed) === JSON.stringify(JSON.parse(mutant))
        );
      }),
      runs(),
    );
  });

  it('never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.boolean(), (bytes, wrapped) => {
        const content = Buffer.from(bytes);
        const text = wrapped
          ? Buffer.concat([Buffer.from('{"a":"'), content, Buffer.from('"}')])
          : content;
        const parsed = parseJsonObject(text);
        return parsed === undefined || text.equals(Buffer.from(text.toString('utf8')));
      }),
      runs(),
    );
  });

  it('returns no object with a prototype', () => {
    const bare = (value: unknown): boolean =>
      typeof value !== 'object' ||
      value === null ||
      ((Array.isArray(value) || Object.getPrototypeOf(value) === null) &&
        Object.values(value).every(bare));
    fc.assert(
      fc.property(object, (written) => bare(parse(write(written)))),
      runs(),
    );
  });
});

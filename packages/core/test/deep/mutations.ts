/** Mutations of a good token. The result of a mutation may still be the token itself. */
import { asDer } from '../support/ecdsa.js';
import { segment, split } from '../support/tokens.js';
import type { Random } from './random.js';

/** A good token, and material for its mutations. */
export interface Specimen {
  readonly token: string;
  readonly ecdsa: boolean;
  /** Other tokens: of the same key, of the attacker's, of other algorithms. */
  readonly others: readonly string[];
}

export type Mutation = (specimen: Specimen, random: Random) => string;

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const CHARACTERS = (
  ALPHABET +
  '.=+/ ~!%?&#"\'{}[]:,\\' +
  '\n\r\t\0\u007f\u0080\u00ad\u0141\u200b\u2028\ufeff\ud800'
).split('');
const WHITESPACE = [
  ' ',
  '\n',
  '\r\n',
  '\t',
  '\v',
  '\f',
  '\u00a0',
  '\u2003',
  '\u3000',
  '\ufeff',
  '\0',
];
/** Characters that look like, fold to, or share their low byte with characters of base64url. */
const LOOK_ALIKES: readonly ((character: string) => string)[] = [
  (c) => String.fromCharCode(c.charCodeAt(0) + 0x100), // the low byte is the same
  (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0), // full width
  (c) => String.fromCharCode(c.charCodeAt(0) | 0x80), // the eighth bit
  (c) => `${c}\u0301`,
  (c) => ({ a: '\u0430', e: '\u0435', o: '\u043e', K: '\u212a', I: '\u0406' })[c] ?? `\u200b${c}`,
  (c) => ({ '.': '\u3002', '-': '\u2010', _: '\uff3f' })[c] ?? `%${c.charCodeAt(0).toString(16)}`,
];

export const MUTATIONS: Readonly<Record<string, Mutation>> = {
  'bits of the text': ({ token }, random) => {
    const bytes = Buffer.from(token, 'latin1');
    repeat(random.between(1, 3), () => flipBit(bytes, random));
    return bytes.toString('latin1');
  },
  'bits of a decoded part': (specimen, random) =>
    onBytes(specimen, random, (bytes) => {
      repeat(random.between(1, 3), () => flipBit(bytes, random));
      return bytes;
    }),
  'bytes of a decoded part': (specimen, random) =>
    onBytes(specimen, random, (bytes) => {
      repeat(random.between(1, 8), () => {
        bytes[random.below(bytes.length)] = random.below(256);
      });
      return bytes;
    }),
  'a replaced character': ({ token }, random) =>
    splice(token, random.below(token.length), 1, random.pick(CHARACTERS)),
  'truncated at the end': ({ token }, random) => token.slice(0, random.below(token.length)),
  'truncated by little': ({ token }, random) => token.slice(0, -random.between(1, 4)),
  'truncated at the start': ({ token }, random) => token.slice(random.between(1, token.length)),
  'a truncated part': (specimen, random) =>
    onPart(specimen, random, (text) => text.slice(0, random.below(text.length))),
  'a truncated decoded part': (specimen, random) =>
    onBytes(specimen, random, (bytes) => bytes.subarray(0, random.below(bytes.length))),
  'a decoded part with more in it': (specimen, random) =>
    onBytes(specimen, random, (bytes) => {
      const at = random.pick([0, bytes.length, random.below(bytes.length)]);
      const more = random.pick([random.bytes(random.between(1, 9)), Buffer.alloc(1)]);
      return Buffer.concat([bytes.subarray(0, at), more, bytes.subarray(at)]);
    }),
  'inserted characters': ({ token }, random) =>
    splice(token, random.below(token.length + 1), 0, textOf(CHARACTERS, random, 6)),
  'inserted at a border of a part': (specimen, random) =>
    onPart(specimen, random, (text) => {
      const more = textOf(CHARACTERS, random, 4);
      return random.chance(0.5) ? more + text : text + more;
    }),
  'a deleted stretch': ({ token }, random) =>
    splice(token, random.below(token.length), random.between(1, 40), ''),
  'swapped characters': ({ token }, random) => {
    const characters = token.split('');
    const [i, j] = [random.below(token.length), random.below(token.length)];
    [characters[i], characters[j]] = [characters[j] ?? '', characters[i] ?? ''];
    return characters.join('');
  },
  'swapped neighbours': ({ token }, random) => {
    const at = random.below(token.length - 1);
    return splice(token, at, 2, token.charAt(at + 1) + token.charAt(at));
  },
  'parts in another order': ({ token }, random) => {
    const parts = split(token);
    return Array.from({ length: 3 }, () => random.pick(parts)).join('.');
  },
  'a part back to front': (specimen, random) =>
    onPart(specimen, random, (text) => text.split('').toReversed().join('')),
  'the case of one letter': ({ token }, random) => {
    const at = random.below(token.length);
    return splice(token, at, 1, otherCase(token.charAt(at)));
  },
  'the case of a part': (specimen, random) =>
    onPart(specimen, random, (text) =>
      random.pick([text.toLowerCase(), text.toUpperCase(), text.split('').map(otherCase).join('')]),
    ),
  padding: (specimen, random) =>
    onPart(specimen, random, (text) => text + '='.repeat(random.between(1, 4))),
  'the other base64 alphabet': (specimen, random) =>
    onPart(specimen, random, (text) => Buffer.from(text, 'base64url').toString('base64')),
  'stray bits in the last character': (specimen, random) =>
    onPart(specimen, random, (text) => {
      const last = ALPHABET.indexOf(text.slice(-1));
      return text.slice(0, -1) + ALPHABET.charAt(last ^ random.between(1, 15));
    }),
  'a part of another token': ({ token, others }, random) => {
    const [mine, theirs] = [split(token), split(random.pick(others))];
    const from = random.below(3);
    return mine.map((part, i) => (i === from || random.chance(0.2) ? theirs[i] : part)).join('.');
  },
  'half of another token': ({ token, others }, random) => {
    const at = random.below(token.length);
    return token.slice(0, at) + random.pick(others).slice(at);
  },
  'a part twice': ({ token }, random) => {
    const parts = split(token);
    const at = random.below(3);
    const joint = random.pick(['.', '', '..', ',']);
    return parts.map((part, i) => (i === at ? part + joint + part : part)).join('.');
  },
  'the token twice': ({ token }, random) =>
    token + random.pick(['', '.', ' ', ',', ', ', '\n']) + token,
  dots: ({ token }, random) =>
    splice(token, random.below(token.length + 1), 0, '.'.repeat(random.between(1, 3))),
  whitespace: ({ token }, random) =>
    splice(
      token,
      random.pick([0, token.length, random.below(token.length)]),
      0,
      textOf(WHITESPACE, random, 3),
    ),
  'a scheme before it': ({ token }, random) =>
    random.pick(['Bearer ', 'bearer ', 'JWT ', 'DPoP ', '"', "'"]) + token,
  'look-alikes': ({ token }, random) => {
    const at = random.below(token.length);
    return splice(token, at, 1, random.pick(LOOK_ALIKES)(token.charAt(at)));
  },
  'another header': ({ token }, random) => {
    const [header, ...rest] = split(token);
    const members = JSON.parse(Buffer.from(header, 'base64url').toString()) as object;
    return [segment({ ...members, ...random.pick(HEADERS) }), ...rest].join('.');
  },
  'another payload': ({ token }, random) => {
    const [header, payload, signature] = split(token);
    const members = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
    return [header, segment({ ...members, ...random.pick(PAYLOADS) }), signature].join('.');
  },
  'another spelling of the same JSON': (specimen, random) => {
    const parts = split(specimen.token);
    const at = random.below(2);
    const members = JSON.parse(Buffer.from(parts[at] ?? '', 'base64url').toString()) as object;
    const spelled = random.pick([
      JSON.stringify(members, null, 1),
      ` ${JSON.stringify(members)}`,
      JSON.stringify(Object.fromEntries(Object.entries(members).toReversed())),
    ]);
    return parts.map((part, i) => (i === at ? segment(spelled) : part)).join('.');
  },
  'another signature': (specimen, random) =>
    withSignatureOf(specimen, (signature) => {
      const { length } = signature;
      const half = length / 2;
      return random.pick([
        random.bytes(length),
        Buffer.alloc(length, random.pick([0, 1, 255])),
        Buffer.concat([signature.subarray(half), signature.subarray(0, half)]),
        Buffer.concat([Buffer.alloc(half), signature.subarray(half)]),
        Buffer.concat([signature.subarray(0, half), Buffer.alloc(length - half)]),
        specimen.ecdsa ? asDer(signature) : signature.toReversed(),
        Buffer.concat([signature, signature]),
        random.bytes(random.between(1, 2 * length)),
      ]) as Buffer;
    }),
};

const HEADERS: readonly object[] = [
  ...['none', 'None', 'HS256', 'RS256', 'ES256', 'EdDSA', '', null].map((alg) => ({ alg })),
  ...['', 'key-2', null, '../key-1', { a: 1 }].map((kid) => ({ kid })),
  { crit: ['exp'] },
  { b64: false },
  { typ: 'at+jwt ' },
  { cty: 'JWT' },
  { jku: 'https://attacker.example/jwks' },
  { x: 1 },
];
const PAYLOADS: readonly object[] = [
  { role: 'admin' },
  { sub: 'admin' },
  { exp: 4_000_000_000 },
  { exp: undefined },
  { aud: 'https://other.example' },
  { iss: 'https://attacker.example' },
  { nbf: 1 },
];

function repeat(times: number, work: () => void): void {
  for (let i = 0; i < times; i++) work();
}

function flipBit(bytes: Buffer, random: Random): void {
  const at = random.below(bytes.length);
  bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8));
}

function splice(text: string, at: number, length: number, replacement: string): string {
  return text.slice(0, at) + replacement + text.slice(at + length);
}

function textOf(characters: readonly string[], random: Random, most: number): string {
  return Array.from({ length: random.between(1, most) }, () => random.pick(characters)).join('');
}

function otherCase(letter: string): string {
  return letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase();
}

function onPart({ token }: Specimen, random: Random, change: (text: string) => string): string {
  const parts = split(token);
  const at = random.below(3);
  return parts.map((part, i) => (i === at ? change(part) : part)).join('.');
}

function onBytes(specimen: Specimen, random: Random, change: (bytes: Buffer) => Buffer): string {
  return onPart(specimen, random, (text) => {
    const bytes = Buffer.from(text, 'base64url');
    return bytes.length === 0 ? text : change(bytes).toString('base64url');
  });
}

function withSignatureOf({ token }: Specimen, change: (signature: Buffer) => Buffer): string {
  const [header, payload, signature] = split(token);
  return `${header}.${payload}.${change(Buffer.from(signature, 'base64url')).toString('base64url')}`;
}

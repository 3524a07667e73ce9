/** Variations of a token's JSON text, base64url, signature and form. */
import { asDer, mirrored, concatenate, splitSignature } from '../support/ecdsa.js';
import { ECDSA } from '../support/keys.js';
import { split } from '../support/tokens.js';
import type { Draft, PartDraft, Variation } from './draft.js';
import { useAttacker } from './header-variations.js';
import type { Random } from './random.js';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const SPACES = [' ', '\n', '\t', '\r\n', '  '];

export const formVariations: readonly Variation[] = [
  json('JSON with whitespace', true, (text, random) => {
    const space = random.pick(SPACES);
    return space + text.replaceAll(/([{},])/g, `$1${space}`) + space;
  }),
  json('JSON with escapes', true, (text) =>
    text.replace(/^\{"(.)/, (_, c: string) => `{"${escape(c)}`),
  ),
  json('duplicate members', false, (text, random) => {
    const [name] = random.pick(Object.entries(JSON.parse(text) as object));
    const value = random.pick([
      '1',
      '"x"',
      'null',
      '{}',
      JSON.stringify((JSON.parse(text) as never)[name]),
    ]);
    const spelled = random.chance(0.5)
      ? `"${escape(name.charAt(0))}${name.slice(1)}"`
      : `"${name}"`;
    return `{${spelled}:${value},${text.slice(1)}`;
  }),
  json(
    'a member __proto__',
    false,
    (text, random) =>
      `{"__proto__":${random.pick(['{}', 'null', '{"sub":"admin"}', '1'])},${text.slice(1)}`,
  ),
  json(
    'a lone surrogate',
    false,
    (text, random) =>
      `{"x":"${random.pick(['\\ud800', '\\udc00', '\\ud83dx', '\\udc4b\\ud83d'])}",${text.slice(1)}`,
  ),
  json(
    'nested as deep as allowed',
    true,
    (text) => `{"n":${'['.repeat(31)}${']'.repeat(31)},${text.slice(1)}`,
  ),
  json('nested too deep', false, (text, random) => {
    const depth = random.pick([32, 33, 100, 150]);
    return `{"n":${'['.repeat(depth)}${']'.repeat(depth)},${text.slice(1)}`;
  }),
  json('JSON with a byte order mark', false, (text) => `\ufeff${text}`),
  json('invalid JSON', false, (text, random) =>
    random.pick([
      '',
      ' ',
      '{',
      text.slice(0, -1),
      `${text}}`,
      `${text} x`,
      `${text},`,
      text + text,
      text.replace('{', '{,'),
      text.replace(/\}$/, ',}'),
      text.replaceAll('"', "'"),
      text.replace('{', '{"x":NaN,'),
      text.replace('{', '{"x":01,'),
      text.replace('{', '{/**/'),
      text.replace('{', '{x:1,'),
      `\u00a0${text}`,
      text.replace('{', '{"x":"\n",'),
      `${text}\0`,
    ]),
  ),
  json('JSON that is not an object', false, (text, random) =>
    random.pick([`[${text}]`, 'null', 'true', '1', '"x"', '[]', JSON.stringify(text)]),
  ),
  bytes('invalid UTF-8', (text, random) => {
    const invalid = random.pick([
      [0xff],
      [0xc0, 0xaf],
      [0xed, 0xa0, 0x80],
      [0xe9],
      [0xf5, 0x80, 0x80, 0x80],
    ]);
    return Buffer.concat([
      Buffer.from('{"x":"'),
      Buffer.from(invalid),
      Buffer.from('",'),
      text.subarray(1),
    ]);
  }),
  bytes('UTF-16', (text) => Buffer.from(text.toString(), 'utf16le')),
  segment(
    'padding',
    (text, random) =>
      text + random.pick(['=', '==', '===', '='.repeat((4 - (text.length % 4)) % 4) || '=']),
  ),
  segment('the other base64 alphabet', (text, random) =>
    random.pick([
      splice(text, random.below(text.length), random.pick(['+', '/'])),
      Buffer.from(text, 'base64url').toString('base64').replaceAll('=', ''),
    ]),
  ),
  segment('characters of no alphabet', (text, random) =>
    splice(
      text,
      random.below(text.length + 1),
      random.pick(['\0', '?', '\u0141', '%', '*', '\u00ad', '\ufeff', ',']),
    ),
  ),
  segment('whitespace in a part', (text, random) =>
    splice(
      text,
      random.pick([0, text.length, random.below(text.length)]),
      random.pick([' ', '\n', '\r', '\t', '\f', '\u00a0']),
    ),
  ),
  segment('stray bits', (text, random) => {
    const spare = [0, 0, 15, 3][text.length % 4] ?? 0;
    const last = ALPHABET.indexOf(text.slice(-1));
    return spare === 0
      ? `${text}A`
      : text.slice(0, -1) + ALPHABET.charAt(last ^ random.between(1, spare));
  }),
  segment('a part that is empty', () => ''),
  segment('a part of impossible length', (text) =>
    text.length % 4 === 0 ? `${text}A` : text.slice(0, text.length - (text.length % 4) + 1),
  ),
  signature('no signature', () => Buffer.alloc(0)),
  signature('a truncated signature', (bytesOf, random) =>
    bytesOf.subarray(0, random.below(bytesOf.length)),
  ),
  signature('an extended signature', (bytesOf, random) =>
    random.pick([
      Buffer.concat([bytesOf, random.bytes(1)]),
      Buffer.concat([Buffer.alloc(1), bytesOf]),
    ]),
  ),
  signature('a flipped bit in the signature', (bytesOf, random) => {
    const at = random.below(bytesOf.length);
    bytesOf[at] = (bytesOf[at] ?? 0) ^ (1 << random.below(8));
    return bytesOf;
  }),
  signature('a constant signature', (bytesOf, random) =>
    Buffer.alloc(bytesOf.length, random.pick([0, 1, 255])),
  ),
  ecdsa('the (r, n − s) twin', true, (bytesOf, _, { alg }) => mirrored(bytesOf, alg)),
  ecdsa('a DER signature', false, (bytesOf) => asDer(bytesOf)),
  ecdsa('r or s out of range', false, (bytesOf, random, { alg }) => {
    const [r, s] = splitSignature(bytesOf);
    return random.pick([
      concatenate(0n, s, alg),
      concatenate(r, 0n, alg),
      concatenate(1n, 1n, alg),
      concatenate(s, r, alg),
    ]);
  }),
  {
    tag: "the attacker's key",
    harmless: false,
    apply: useAttacker,
  },
  token('claims changed after signing', (text) => {
    const [head, payload, tail] = split(text);
    const changed = Buffer.from(payload, 'base64url').toString().replace('user-1', 'user-2');
    return `${head}.${Buffer.from(`${changed} `).toString('base64url')}.${tail}`;
  }),
  token('one part too few', (text) => text.slice(0, text.lastIndexOf('.'))),
  token('parts too many', (text, random) => text + random.pick(['.', '.e30', '.e30.e30', '..'])),
  token('text around the token', (text, random) =>
    random.pick([
      ` ${text}`,
      `${text} `,
      `${text}\n`,
      `${text}\0`,
      `Bearer ${text}`,
      `"${text}"`,
      `\ufeff${text}`,
    ]),
  ),
  token('a JSON serialization', (text) => {
    const [head, payload, tail] = split(text);
    return JSON.stringify({ protected: head, payload, signature: tail });
  }),
  {
    tag: 'over 8 KiB',
    harmless: false,
    apply: ({ claims }) => {
      claims.members['long'] = 'z'.repeat(8192);
    },
  },
];

function json(
  tag: string,
  harmless: boolean,
  change: (text: string, random: Random) => string,
): Variation {
  return {
    tag,
    harmless,
    apply: (draft, random) => {
      respell(somePart(draft, random), (text) => Buffer.from(change(text.toString(), random)));
    },
  };
}

function bytes(tag: string, change: (text: Buffer, random: Random) => Buffer): Variation {
  return {
    tag,
    harmless: false,
    apply: (draft, random) => {
      respell(somePart(draft, random), (text) => change(text, random));
    },
  };
}

/** Changes the base64url of any part; header and payload are signed after the change. */
function segment(tag: string, change: (text: string, random: Random) => string): Variation {
  return {
    tag,
    harmless: false,
    apply: (draft, random) => {
      const steps = random.pick([
        draft.header.segment,
        draft.claims.segment,
        draft.signatureSegment,
      ]);
      steps.push((text) => change(text, random));
    },
  };
}

function signature(tag: string, change: (bytesOf: Buffer, random: Random) => Buffer): Variation {
  return {
    tag,
    harmless: false,
    apply: (draft, random) => {
      draft.signature.push((bytesOf) => change(bytesOf, random));
    },
  };
}

function ecdsa(
  tag: string,
  harmless: boolean,
  change: (bytesOf: Buffer, random: Random, draft: Draft) => Buffer,
): Variation {
  return {
    tag,
    harmless,
    kinds: ECDSA,
    apply: (draft, random) => {
      // Only for a whole signature: half a signature has no r and s.
      if (draft.signature.length === 0) {
        draft.signature.push((bytesOf) => change(bytesOf, random, draft));
      }
    },
  };
}

function token(tag: string, change: (text: string, random: Random) => string): Variation {
  return {
    tag,
    harmless: false,
    apply: (draft, random) => {
      draft.token.push((text) => change(text, random));
    },
  };
}

function somePart(draft: Draft, random: Random): PartDraft {
  return random.chance(0.5) ? draft.header : draft.claims;
}

/** Applied once: after a first change the text may not be JSON that a second change can read. */
function respell({ bytes: steps }: PartDraft, change: (text: Buffer) => Buffer): void {
  if (steps.length === 0) steps.push(change);
}

function escape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function splice(text: string, at: number, insertion: string): string {
  return text.slice(0, at) + insertion + text.slice(at);
}

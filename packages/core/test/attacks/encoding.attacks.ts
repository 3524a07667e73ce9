/** Rows 26, 27, 29 and 30: one spelling for each token, and a bound on its size. */
import {
  goodHeader,
  GOOD_CLAIMS,
  mintRaw,
  seal,
  segment,
  split,
  objectText,
} from '../support/tokens.js';
import type { Bench } from '../support/bench.js';
import { EVERY_KIND, type KeyKind } from '../support/keys.js';
import { attack, variants, type TokenAttack } from './attack.js';

const MALFORMED = 'ERR_TOKEN_MALFORMED';
const PARTS = ['header', 'payload', 'signature'] as const;

const STRAY: Readonly<Record<string, string>> = {
  '=': '=',
  '+': '+',
  '/': '/',
  'a space': ' ',
  CR: '\r',
  LF: '\n',
  'CR LF': '\r\n',
  NUL: '\0',
  '?': '?',
  '%3D': '%3D',
  'U+0141, whose low byte is A': '\u0141',
  'a zero-width space': '\u200b',
  'a BOM': '\ufeff',
};

const strayCharacters: readonly TokenAttack[] = Object.entries(STRAY).flatMap(([name, text]) =>
  PARTS.flatMap((part, index) => [
    attack(26, `${name} at the end of the ${part}`, MALFORMED, (bench) =>
      respelt(bench, index, (segmentText) => segmentText + text),
    ),
    attack(26, `${name} in the ${part}`, MALFORMED, (bench) =>
      respelt(bench, index, (s) => s.slice(0, 8) + text + s.slice(8)),
    ),
    attack(26, `${name} before the ${part}`, MALFORMED, (bench) =>
      respelt(bench, index, (segmentText) => text + segmentText),
    ),
  ]),
);

// The signature covers the misspelled text, so that only the spelling is wrong.
const misspeltAndSigned: readonly TokenAttack[] = [
  attack(26, 'padding that is signed', MALFORMED, ({ key }) => {
    const header = segment(objectOfLength(goodHeader(key), 'x', 1));
    const payload = segment(JSON.stringify(GOOD_CLAIMS));
    return { attacked: seal(key, `${header}==`, payload), twin: seal(key, header, payload) };
  }),
  attack(26, 'base64 instead of base64url, signed', MALFORMED, ({ key }) => {
    const bytes = Buffer.from(JSON.stringify({ ...GOOD_CLAIMS, jti: '\u00ff\u00fe???>>>' }));
    const header = segment(goodHeader(key));
    const base64 = bytes.toString('base64').replaceAll('=', '');
    if (!/[+/]/.test(base64)) throw new Error('the two alphabets do not differ here');
    return {
      attacked: seal(key, header, base64),
      twin: seal(key, header, bytes.toString('base64url')),
    };
  }),
];

const trailingBits: readonly TokenAttack[] = [1, 2].flatMap((tail) =>
  PARTS.slice(0, 2).map((part, index) =>
    attack(27, `bits after the last of ${tail} tail bytes of the ${part}`, MALFORMED, (bench) => {
      const segments = [
        segment(objectOfLength(goodHeader(bench.key), 'x', tail)),
        segment(objectOfLength(GOOD_CLAIMS, 'x', tail)),
      ];
      const dirty = segments.map((text, i) => (i === index ? withTrailingBit(text) : text));
      return {
        attacked: seal(bench.key, dirty[0] ?? '', dirty[1] ?? ''),
        twin: seal(bench.key, segments[0] ?? '', segments[1] ?? ''),
      };
    }),
  ),
);

const impossibleLength: readonly TokenAttack[] = PARTS.slice(0, 2).map((part, index) =>
  attack(27, `a ${part} of 4n + 1 characters`, MALFORMED, ({ key }) => {
    const segments = [
      segment(objectOfLength(goodHeader(key), 'x', 0)),
      segment(objectOfLength(GOOD_CLAIMS, 'x', 0)),
    ];
    const dirty = segments.map((text, i) => (i === index ? `${text}A` : text));
    return {
      attacked: seal(key, dirty[0] ?? '', dirty[1] ?? ''),
      twin: seal(key, segments[0] ?? '', segments[1] ?? ''),
    };
  }),
);

/** Kinds whose signature is a multiple of three bytes long: its base64url has no unused bit. */
const WITHOUT_TAIL = [
  'HS384',
  'ES384',
  'ES512',
  'EdDSA on Ed448',
  'Ed448',
  'ML-DSA-65',
] as readonly KeyKind[];

const signatureTail: readonly TokenAttack[] = [
  attack(
    27,
    'bits after the last byte of the signature',
    MALFORMED,
    (bench) => respelt(bench, 2, withTrailingBit),
    EVERY_KIND.filter((kind) => !WITHOUT_TAIL.includes(kind)),
  ),
  attack(27, 'a signature of 4n + 1 characters', MALFORMED, (bench) =>
    respelt(bench, 2, (text) => text + 'A'.repeat((5 - (text.length % 4)) % 4)),
  ),
];

const sizes: readonly TokenAttack[] = [
  attack(29, 'a million dots', 'ERR_TOKEN_TOO_LARGE', ({ token }) => ({
    attacked: '.'.repeat(1_000_000),
    twin: token(),
  })),
  attack(29, 'as many dots as a token may have bytes', MALFORMED, ({ token }) => ({
    attacked: '.'.repeat(8192),
    twin: token(),
  })),
  attack(30, 'a token of 8193 bytes', 'ERR_TOKEN_TOO_LARGE', ({ key }) => ({
    attacked: tokenOfBytes(key, 8193),
    twin: tokenOfBytes(key, 8192),
  })),
  attack(30, 'a header of 1025 bytes', 'ERR_TOKEN_TOO_LARGE', ({ key }) => ({
    attacked: mintRaw(key, { header: padded(goodHeader(key), 1025) }),
    twin: mintRaw(key, { header: padded(goodHeader(key), 1024) }),
  })),
];

export const encodingAttacks: readonly TokenAttack[] = [
  ...strayCharacters,
  ...misspeltAndSigned,
  ...trailingBits,
  ...impossibleLength,
  ...signatureTail,
  ...sizes,
  ...variants<string>({ before: ' ', behind: '\n' }, (where, space) =>
    attack(26, `white space ${where} the token`, MALFORMED, ({ token }) => {
      const twin = token();
      return { attacked: where === 'before' ? space + twin : twin + space, twin };
    }),
  ),
];

function respelt({ token }: Bench, index: number, respell: (segmentText: string) => string) {
  const twin = token();
  const segments = split(twin).map((text, i) => (i === index ? respell(text) : text));
  return { attacked: segments.join('.'), twin };
}

/** The JSON of an object, padded so that its length has this remainder modulo 3. */
function objectOfLength(members: object, filler: string, remainder: number): string {
  const text = (length: number) => objectText({ ...members, filler: filler.repeat(length) }, {});
  const lengths = [1, 2, 3];
  return lengths.map(text).find((json) => Buffer.byteLength(json) % 3 === remainder) ?? '';
}

function padded(members: object, bytes: number): string {
  const bare = Buffer.byteLength(objectText({ ...members, filler: '' }, {}));
  return objectText({ ...members, filler: 'x'.repeat(bytes - bare) }, {});
}

function withTrailingBit(text: string): string {
  if (text.length % 4 === 0) throw new Error('every bit of the text is needed');
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return text.slice(0, -1) + alphabet.charAt(alphabet.indexOf(text.slice(-1)) + 1);
}

/**
 * A good token of exactly this many bytes. The header fills the lengths that base64url of the payload cannot
 * have.
 */
function tokenOfBytes(key: Bench['key'], bytes: number): string {
  for (let headerFill = 0; headerFill < 4; headerFill++) {
    const header = segment(objectText({ ...goodHeader(key), f: 'x'.repeat(headerFill) }, {}));
    const bare = seal(key, header, segment(padded(GOOD_CLAIMS, 500))).length;
    const payloadBytes = 500 + Math.floor(((bytes - bare) * 3) / 4);
    for (const extra of [-1, 0, 1, 2]) {
      const token = seal(key, header, segment(padded(GOOD_CLAIMS, payloadBytes + extra)));
      if (token.length === bytes) return token;
    }
  }
  throw new Error(`no token of ${bytes} bytes`);
}

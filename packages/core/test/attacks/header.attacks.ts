/** Rows 22–25 and 28: misleading header members and serializations. */
import { deflateRawSync } from 'node:zlib';
import {
  goodHeader,
  GOOD_CLAIMS,
  mint,
  mintRaw,
  objectText,
  seal,
  segment,
  split,
} from '../support/tokens.js';
import { attack, roomy, variants, type TokenAttack } from './attack.js';

const MALFORMED = 'ERR_TOKEN_MALFORMED';

const strangeKeyIds = variants<string>(
  {
    'a path': '../../../../dev/null',
    'a file URL': 'key-1/../key-1',
    SQL: "key-1' UNION SELECT 'secret' --",
    'a shell command': 'key-1; cat /etc/passwd',
    'followed by a NUL': 'key-1\0',
    'a NUL only': '\0',
    __proto__: '__proto__',
    constructor: 'constructor',
    'another case': 'KEY-1',
    'followed by a space': 'key-1 ',
    'an empty string': '',
    'a homoglyph': 'k\u0435y-1',
    'a URL': 'https://attacker.example/key',
    '256 bytes of nothing': 'k'.repeat(256),
  },
  (name, kid) =>
    attack(22, `kid is ${name}`, 'ERR_KEY_NOT_FOUND', ({ token }) => ({
      attacked: token({ header: { kid } }),
      twin: token(),
    })),
);

const kidOfNoUse = variants<unknown>(
  {
    'an object': { toString: 'key-1' },
    'an array': ['key-1'],
    'a number': 1,
    null: null,
    true: true,
    '257 bytes': 'k'.repeat(257),
    '129 letters of two bytes': '\u00e9'.repeat(129),
  },
  (name, kid) =>
    attack(22, `kid is ${name}`, 'ERR_HEADER_INVALID', ({ token }) => ({
      attacked: token({ header: { kid } }),
      twin: token(),
    })),
);

const critical = variants<unknown>(
  {
    'an unknown name': ['exp'],
    'an empty array': [],
    'a string': 'exp',
    null: null,
    false: false,
    'a name twice': ['https://example.com/ext', 'https://example.com/ext'],
    'a registered name': ['alg'],
    'a name that is absent': ['https://example.com/absent'],
    b64: ['b64'],
  },
  (name, crit) =>
    attack(23, `crit is ${name}`, 'ERR_CRITICAL_HEADER', ({ token }) => {
      const header = { exp: 1, 'https://example.com/ext': true };
      return { attacked: token({ header: { ...header, crit } }), twin: token({ header }) };
    }),
);

const UNENCODED = { b64: false, crit: ['b64'] };
/** The same members under names without a meaning. */
const OTHER_NAMES = { x64: false, note: ['x64'] };

const unencoded: readonly TokenAttack[] = [
  attack(24, 'b64 false without crit', 'ERR_CRITICAL_HEADER', ({ token }) => ({
    attacked: token({ header: { b64: false } }),
    twin: token({ header: { x64: false } }),
  })),
  attack(24, 'b64 true without crit', 'ERR_CRITICAL_HEADER', ({ token }) => ({
    attacked: token({ header: { b64: true } }),
    twin: token({ header: { x64: true } }),
  })),
  attack(24, 'b64 false with crit', 'ERR_CRITICAL_HEADER', ({ token }) => ({
    attacked: token({ header: UNENCODED }),
    twin: token({ header: OTHER_NAMES }),
  })),
  attack(24, 'b64 false with crit and a large payload', 'ERR_CRITICAL_HEADER', (bench) => {
    const claims = { filler: 'x'.repeat(40_000) };
    return {
      attacked: bench.token({ header: UNENCODED, claims }),
      twin: bench.token({ header: OTHER_NAMES, claims }),
      options: roomy(bench),
    };
  }),
  // The unencoded payload is part of the attack: the twin's payload is encoded.
  attack(24, 'b64 false and an unencoded payload', MALFORMED, ({ key, token }) => {
    const header = segment(goodHeader(key, UNENCODED));
    return {
      attacked: seal(key, header, JSON.stringify(GOOD_CLAIMS)),
      twin: token({ header: OTHER_NAMES }),
    };
  }),
  attack(24, 'b64 false and an unencoded payload of a mebibyte', 'ERR_TOKEN_TOO_LARGE', (bench) => {
    const header = segment(goodHeader(bench.key, UNENCODED));
    return {
      attacked: seal(bench.key, header, 'A'.repeat(1 << 20)),
      twin: bench.token({ header: OTHER_NAMES }),
    };
  }),
];

const encrypted = variants<Readonly<Record<string, unknown>>>(
  {
    'a JWE': { alg: 'dir', enc: 'A256GCM' },
    'a JWE with p2c 2³¹': {
      alg: 'PBES2-HS256+A128KW',
      enc: 'A128GCM',
      p2c: 2 ** 31,
      p2s: 'c2FsdA',
    },
    'a JWE that unpacks to a mebibyte': { alg: 'dir', enc: 'A256GCM', zip: 'DEF' },
  },
  (name, header) =>
    attack(25, `${name} in five parts`, MALFORMED, ({ token }) => {
      const bomb = deflateRawSync(Buffer.alloc(1 << 20)).toString('base64url');
      return { attacked: `${segment(header)}.QQ.QUFBQUFBQUFBQUFB.${bomb}.QQ`, twin: token() };
    }),
);

const serializations = variants<(token: string) => string>(
  {
    'two parts': (token) => split(token).slice(0, 2).join('.'),
    'one part': (token) => split(token)[0],
    'no part': () => '',
    'four parts': (token) => `${token}.QUJD`,
    'four parts, the last one empty': (token) => `${token}.`,
    'five parts': (token) => `${token}.QUJD.QUJD`,
    'an empty first part': (token) => `.${split(token).slice(1).join('.')}`,
    'two dots': () => '..',
    'flattened JSON': (token) => {
      const [header, payload, signature] = split(token);
      return JSON.stringify({ protected: header, payload, signature });
    },
    'general JSON': (token) => {
      const [header, payload, signature] = split(token);
      return JSON.stringify({ payload, signatures: [{ protected: header, signature }] });
    },
    'a token of tokens': (token) => [token, token].join(','),
  },
  (name, write) =>
    attack(28, name, MALFORMED, (bench) => {
      const twin = bench.token();
      return { attacked: write(twin), twin, options: roomy(bench) };
    }),
);

const notText = variants<unknown>(
  { undefined: undefined, null: null, 'a number': 1, 'an object': {}, 'an array': ['a.b.c'] },
  (name, value) =>
    attack(28, `the token is ${name}`, MALFORMED, ({ token }) => ({
      attacked: value as string,
      twin: token(),
    })),
);

const typOfNoUse = variants<unknown>(
  { null: null, 'a number': 1, 'an array': ['JWT'], 'an object': {} },
  (name, typ) =>
    attack(45, `typ is ${name}`, 'ERR_HEADER_INVALID', ({ token }) => ({
      attacked: token({ header: { typ } }),
      twin: token(),
    })),
);

const notAnObject = variants<string>(
  { 'an array': '[]', null: 'null', 'a string': '"RS256"', 'nothing at all': ' ', 'no JSON': '{' },
  (name, header) =>
    attack(33, `the header is ${name}`, MALFORMED, ({ key, token }) => ({
      attacked: mintRaw(key, { header }),
      twin: token(),
    })),
);

const trailingHeader = [
  attack(33, 'text follows the header', MALFORMED, ({ key }) => {
    const text = objectText(goodHeader(key), {});
    return { attacked: mintRaw(key, { header: `${text}}` }), twin: mintRaw(key, { header: text }) };
  }),
  attack(33, 'the header is not that of a JWS', 'ERR_HEADER_INVALID', ({ key }) => ({
    attacked: mintRaw(key, { header: '{}' }),
    twin: mint(key),
  })),
];

export const headerAttacks: readonly TokenAttack[] = [
  ...strangeKeyIds,
  ...kidOfNoUse,
  ...typOfNoUse,
  ...critical,
  ...unencoded,
  ...encrypted,
  ...serializations,
  ...notText,
  ...notAnObject,
  ...trailingHeader,
];

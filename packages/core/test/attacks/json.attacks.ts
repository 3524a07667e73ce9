/** Rows 31–35: JSON that two parsers read differently, or that exhausts a parser. */
import {
  claimsText,
  goodHeader,
  GOOD_CLAIMS,
  mintRaw,
  NOW,
  objectText,
} from '../support/tokens.js';
import { attack, roomy, variants, type TokenAttack } from './attack.js';

const MALFORMED = 'ERR_TOKEN_MALFORMED';
const good = JSON.stringify(GOOD_CLAIMS);

const duplicates = variants<[attacked: string, twin: string]>(
  {
    'sub twice': [insert('"sub":"admin"'), insert('"sab":"admin"')],
    'sub twice with the same value': [insert('"sub":"user-1"'), insert('"sab":"user-1"')],
    'sub twice, once escaped': [insert('"\\u0073ub":"admin"'), insert('"\\u0073ab":"admin"')],
    'exp twice, once escaped': [
      insert(`"e\\u0078p":${NOW + 600}`),
      insert(`"e\\u0079p":${NOW + 600}`),
    ],
    'a member twice in an object': [insert('"a":{"b":1,"b":2}'), insert('"a":{"b":1,"c":2}')],
    'a member twice in an array': [
      insert('"a":[[{"b":1,"b":2}]]'),
      insert('"a":[{"b":1},{"b":2}]'),
    ],
    'an empty name twice': [insert('"":1,"":2'), insert('"":1')],
    'a name like an index twice': [insert('"1":1,"1":2'), insert('"1":1,"01":2')],
  },
  (name, [attacked, twin]) =>
    attack(31, `claims with ${name}`, MALFORMED, ({ key }) => ({
      attacked: mintRaw(key, { payload: attacked }),
      twin: mintRaw(key, { payload: twin }),
    })),
);

const duplicatesInHeader = variants<(text: string) => string>(
  {
    'alg twice': (alg) => `"alg":"${alg}"`,
    'alg twice, once escaped': (alg) => `"\\u0061lg":"${alg}"`,
    'kid twice': () => '"kid":"key-1"',
  },
  (name, member) =>
    attack(31, `a header with ${name}`, MALFORMED, ({ key }) => {
      const header = JSON.stringify(goodHeader(key));
      const twin = member(key.alg).replace(/(alg|lg|kid)"/, 'x$1"');
      return {
        attacked: mintRaw(key, { header: `{${member(key.alg)},${header.slice(1)}` }),
        twin: mintRaw(key, { header: `{${twin},${header.slice(1)}` }),
      };
    }),
);

const notUnicode = variants<[attacked: Buffer, twin: Buffer]>(
  {
    'a BOM before the claims': [bytes('\ufeff', good), bytes(' ', good)],
    'a BOM after the claims': [bytes(good, '\ufeff'), bytes(good, ' ')],
    'an invalid byte': [named(Buffer.from([0xff])), named(Buffer.from('\u00ff'))],
    'an overlong slash': [named(Buffer.from([0xc0, 0xaf])), named(Buffer.from('/'))],
    'half a letter': [named(Buffer.from([0xc3])), named(Buffer.from('\u00e9'))],
    'a surrogate in UTF-8': [named(Buffer.from([0xed, 0xa0, 0x80])), named(Buffer.from('\u0800'))],
    'a high surrogate alone': [named(bytes('\\ud83d')), named(bytes('\\ud83d\\ude00'))],
    'a low surrogate alone': [named(bytes('\\ude00')), named(bytes('\\ud83d\\ude00'))],
    'two surrogates the wrong way around': [
      named(bytes('\\ude00\\ud83d')),
      named(bytes('\\ud83d\\ude00')),
    ],
    'a lone surrogate in a name': [
      bytes(insert('"\\ud83d":1')),
      bytes(insert('"\\ud83d\\ude00":1')),
    ],
    'a lone surrogate in an array': [
      bytes(insert('"a":["\\ud83d"]')),
      bytes(insert('"a":["\\ud83d\\ude00"]')),
    ],
    'UTF-16': [Buffer.from(good, 'utf16le'), bytes(good)],
  },
  (name, [attacked, twin]) =>
    attack(32, name, MALFORMED, ({ key }) => ({
      attacked: mintRaw(key, { payload: attacked }),
      twin: mintRaw(key, { payload: twin }),
    })),
);

const notUnicodeHeader = variants<[string, string]>(
  { 'a BOM': ['\ufeff', ' '], 'a NUL': ['\0', '\n'] },
  (name, [attacked, twin]) =>
    attack(32, `${name} before the header`, MALFORMED, ({ key }) => ({
      attacked: mintRaw(key, { header: attacked + JSON.stringify(goodHeader(key)) }),
      twin: mintRaw(key, { header: twin + JSON.stringify(goodHeader(key)) }),
    })),
);

const notAnObject = variants<string>(
  {
    'an array': `[${good}]`,
    null: 'null',
    'a number': '1',
    'a string': JSON.stringify(good),
    true: 'true',
    'nothing at all': '',
    'white space': ' ',
    'two objects': `${good}${good}`,
    'an object followed by a word': `${good} x`,
    'an object followed by a brace': `${good}}`,
    'an object followed by a NUL': `${good}\0`,
    'an object cut short': good.slice(0, -1),
    'an object with a comma after its last member': `${good.slice(0, -1)},}`,
    'an object with a comment': `${good.slice(0, -1)}/**/}`,
    'an object in single quotes': good.replaceAll('"', "'"),
  },
  (name, payload) =>
    attack(33, `the claims are ${name}`, MALFORMED, ({ key }) => ({
      attacked: mintRaw(key, { payload }),
      twin: mintRaw(key, { payload: `${good} ` }),
    })),
);

const prototypes: readonly TokenAttack[] = [
  ...variants<string>(
    {
      exp: `{"exp":${NOW + 600}}`,
      iss: '{"iss":"https://issuer.example"}',
      roles: '{"role":"admin"}',
    },
    (name, inherited) =>
      attack(34, `${name} through __proto__`, MALFORMED, ({ key }) => ({
        attacked: mintRaw(key, { payload: insert(`"__proto__":${inherited}`) }),
        twin: mintRaw(key, { payload: insert(`"__prota__":${inherited}`) }),
      })),
  ),
  attack(34, '__proto__ inside a claim', MALFORMED, ({ key }) => ({
    attacked: mintRaw(key, { payload: insert('"a":{"__proto__":null}') }),
    twin: mintRaw(key, { payload: insert('"a":{"proto":null}') }),
  })),
  attack(34, '__proto__ escaped', MALFORMED, ({ key }) => ({
    attacked: mintRaw(key, { payload: insert('"\\u005f_proto__":{}') }),
    twin: mintRaw(key, { payload: insert('"\\u005f_prota__":{}') }),
  })),
  attack(34, 'a header whose __proto__ has an alg', MALFORMED, ({ key }) => ({
    attacked: mintRaw(key, {
      header: objectText(goodHeader(key), { __proto_: '1' }).replace('__proto_"', '__proto__"'),
    }),
    twin: mintRaw(key, { header: objectText(goodHeader(key), { __proto_: '1' }) }),
  })),
];

const nesting: readonly TokenAttack[] = [
  attack(35, 'claims that nest 33 deep', MALFORMED, ({ key }) => ({
    attacked: mintRaw(key, { payload: insert(`"a":${nested(32)}`) }),
    twin: mintRaw(key, { payload: insert(`"a":${nested(31)}`) }),
  })),
  attack(35, 'objects that nest 33 deep', MALFORMED, ({ key }) => ({
    attacked: mintRaw(key, { payload: insert(`"a":${nested(32, '{"a":', '}')}`) }),
    twin: mintRaw(key, { payload: insert(`"a":${nested(31, '{"a":', '}')}`) }),
  })),
  attack(35, 'a header that nests 33 deep', MALFORMED, ({ key }) => ({
    attacked: mintRaw(key, { header: objectText(goodHeader(key), { a: nested(32) }) }),
    twin: mintRaw(key, { header: objectText(goodHeader(key), { a: nested(31) }) }),
  })),
  attack(35, 'claims that nest 20,000 deep in the longest token', MALFORMED, (bench) => ({
    attacked: mintRaw(bench.key, { payload: insert(`"a":${nested(20_000)}`) }),
    twin: bench.token(),
    options: roomy(bench),
  })),
  attack(35, 'claims that nest 3,000 deep and never close', MALFORMED, (bench) => ({
    attacked: mintRaw(bench.key, { payload: `{"a":${'['.repeat(3000)}` }),
    twin: bench.token(),
    options: roomy(bench),
  })),
];

export const jsonAttacks: readonly TokenAttack[] = [
  ...duplicates,
  ...duplicatesInHeader,
  ...notUnicode,
  ...notUnicodeHeader,
  ...notAnObject,
  ...prototypes,
  ...nesting,
];

/** The good claims with members before them. */
function insert(members: string): string {
  return `{${members},${claimsText({}).slice(1)}`;
}

function bytes(...texts: readonly string[]): Buffer {
  return Buffer.from(texts.join(''), 'utf8');
}

/** The good claims with these bytes in a name. */
function named(name: Buffer): Buffer {
  const [before = '', behind = ''] = insert('"name":"HERE"').split('HERE');
  return Buffer.concat([bytes(before), name, bytes(behind)]);
}

function nested(depth: number, open = '[', close = ']'): string {
  const inner = open === '[' ? '' : 'null';
  return open.repeat(depth) + inner + close.repeat(depth);
}

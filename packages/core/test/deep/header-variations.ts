/** Variations of a token's header. */
import type { Algorithm } from '../../src/index.js';
import { ASYMMETRIC, otherAlgorithmsOf } from '../support/keys.js';
import { publicKeyForms } from '../support/public-key-forms.js';
import { createHmac } from 'node:crypto';
import { header, RawJson, type Variation } from './draft.js';

const NONE = ['none', 'None', 'NONE', 'nOnE', 'none ', 'none\0'];
const KINDS_WITH_SIBLINGS = ASYMMETRIC.filter((kind) => otherAlgorithmsOf(kind).length > 0);

export const headerVariations: readonly Variation[] = [
  header('typ of an access token', 'typ', [undefined, 'JWT', 'jwt', 'at+jwt', 'AT+JWT'], true),
  header('typ as a full media type', 'typ', ['application/at+jwt', 'application/jwt'], true),
  header('typ of another kind', 'typ', [
    'JOSE',
    'dpop+jwt',
    'logout+jwt',
    'secevent+jwt',
    'id+jwt',
    'refresh+jwt',
    'Refresh',
    '',
    'JWT ',
    ' JWT',
    'JWT\0',
    'jwt;v=1',
    'text/jwt',
    'application/',
    'JWT,at+jwt',
    '\uff2aWT',
  ]),
  header('typ that is not a string', 'typ', [null, 1, true, ['JWT'], { t: 'JWT' }]),
  header('cty', 'cty', ['JWT', 'json', 1, null], true),
  header('no kid', 'kid', [undefined], true),
  header('unknown kid', 'kid', [
    'key-2',
    'KEY-1',
    'key-1 ',
    ' key-1',
    'key-1\0',
    'key-',
    'key-11',
    '',
    'ke\u04af-1',
    '../../key-1',
    '/dev/null',
    "key-1' OR '1'='1",
    '| id',
    '__proto__',
    'constructor',
    'x'.repeat(256),
  ]),
  header('kid that is not a string', 'kid', [null, 1, true, ['key-1'], { kid: 'key-1' }, []]),
  header('kid over 256 bytes', 'kid', ['x'.repeat(257), 'é'.repeat(129)]),
  header('crit', 'crit', [
    ['exp'],
    ['alg'],
    ['unknown'],
    ['kid', 'kid'],
    [''],
    [1],
    [null],
    ['b64', 'b64'],
    [],
    'exp',
    '',
    null,
    false,
    0,
    true,
    {},
    { b64: true },
  ]),
  {
    tag: 'crit of what is there',
    harmless: false,
    apply: (draft, random) => {
      const name = random.pick(['b64', 'http://example.com/ext', 'exp']);
      Object.assign(draft.header.members, { crit: [name], [name]: true });
    },
  },
  header('b64', 'b64', [true, false, null, 'false', 0]),
  {
    tag: 'b64 false, unencoded',
    harmless: false,
    apply: (draft) => {
      Object.assign(draft.header.members, { crit: ['b64'], b64: false });
      draft.claims.segment.push((text) => Buffer.from(text, 'base64url').toString('latin1'));
    },
  },
  header('alg none', 'alg', NONE),
  {
    tag: 'alg none, unsigned',
    harmless: false,
    apply: (draft, random) => {
      draft.header.members['alg'] = random.pick(NONE);
      draft.signatureSegment.push(() => '');
    },
  },
  {
    tag: 'alg in another case',
    harmless: false,
    apply: (draft, random) => {
      const change = random.pick([
        lower,
        upper,
        (alg: string) => `${alg} `,
        (alg: string) => ` ${alg}`,
      ]);
      const changed = change(draft.alg);
      draft.header.members['alg'] = changed === draft.alg ? `${changed}\0` : changed;
    },
  },
  header('alg that is not supported', 'alg', [
    'RSA-OAEP',
    'dir',
    'A256GCM',
    'ES256K',
    'HS1',
    'RS1',
  ]),
  header('alg that is not a name', 'alg', [
    undefined,
    null,
    '',
    0,
    1,
    true,
    ['RS256'],
    { alg: 'RS256' },
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
  ]),
  {
    tag: 'alg of another key type',
    harmless: false,
    apply: (draft, random) => {
      const names = ['HS256', 'RS256', 'PS256', 'ES256', 'EdDSA', 'HS512', 'ES512', 'Ed25519'];
      draft.header.members['alg'] = random.pick(names.filter((alg) => alg !== draft.alg));
    },
  },
  {
    tag: 'another algorithm with the same key',
    harmless: false,
    kinds: KINDS_WITH_SIBLINGS,
    apply: (draft, random) => {
      draft.alg = random.pick(otherAlgorithmsOf(draft.kind));
      draft.header.members['alg'] = draft.alg;
    },
  },
  {
    tag: 'another algorithm than the header says',
    harmless: false,
    kinds: KINDS_WITH_SIBLINGS.filter((kind) => /^[RP]S/.test(kind)),
    apply: (draft, random) => {
      draft.alg = random.pick(otherAlgorithmsOf(draft.kind));
    },
  },
  {
    tag: 'HMAC with the public key',
    harmless: false,
    kinds: ASYMMETRIC,
    apply: (draft, random) => {
      const alg: Algorithm = random.pick(['HS256', 'HS384', 'HS512']);
      const { of } = random.pick(publicKeyForms.filter(({ kinds }) => kinds.includes(draft.kind)));
      const secret = of(draft.key);
      draft.header.members['alg'] = random.chance(0.8) ? alg : draft.alg;
      draft.sign = (input) =>
        createHmac(`sha${alg.slice(2)}`, secret)
          .update(input)
          .digest();
    },
  },
  {
    tag: "the header's own key",
    harmless: false,
    apply: (draft, random) => {
      useAttacker(draft);
      const { jwk } = draft.key;
      const uri = 'http://127.0.0.1:9/jwks';
      Object.assign(
        draft.header.members,
        random.pick([{ jwk }, { jku: uri }, { x5u: uri }, { x5c: ['MIIB'] }]),
      );
    },
  },
  header('a key in the header, unused', 'jwk', [{ kty: 'oct', k: 'AAAA' }, null, 'x'], true),
  header('jku in the header, unused', 'jku', ['http://127.0.0.1:9/jwks', 1], true),
  header(
    'other header members',
    'x',
    ['é', '👋', '\u2028', 1e21, -0, [[{}]], { a: null }, '\\u0061'],
    true,
  ),
  header(
    'numbers in the header',
    'x',
    [raw('1e400'), raw('-0.0'), raw('123456789012345678901')],
    true,
  ),
  header('names every object has', 'constructor', ['x', null, { prototype: {} }], true),
  header('header over 1 KiB', 'x', ['x'.repeat(1200), 'y'.repeat(3000)]),
];

/** Signs with the attacker's key of the same kind. */
export function useAttacker(draft: Parameters<Variation['apply']>[0]): void {
  draft.key = draft.attacker;
}

function raw(text: string): RawJson {
  return new RawJson(text);
}

const lower = (text: string): string => text.toLowerCase();
const upper = (text: string): string => text.toUpperCase();

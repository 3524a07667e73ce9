/** Rows 15, 16 and 18–21: invalid signatures, and keys that a token brings along. */
import { X509Certificate } from 'node:crypto';
import { certificatePem } from '../support/certificate.js';
import {
  ASYMMETRIC,
  ECDSA,
  EVERY_KIND,
  keyOf,
  ML_DSA,
  RSA,
  signBytes,
  type TestKey,
} from '../support/keys.js';
import { publicKeyOf } from '../support/public-key-forms.js';
import { mint, signatureOf, split, withSignature } from '../support/tokens.js';
import { asDer, concatenate, CURVE_ORDERS, splitSignature } from '../support/ecdsa.js';
import { attack, roomy, variants, type TokenAttack } from './attack.js';

const INVALID = 'ERR_SIGNATURE_INVALID';
/** Keys that fit into a header of 1 KiB. */
const SHORT_KEYS = ASYMMETRIC.filter((kind) => !ML_DSA.includes(kind));

const EDGES: Readonly<Record<string, (order: bigint) => bigint>> = {
  '0': () => 0n,
  '1': () => 1n,
  'n−1': (order) => order - 1n,
  n: (order) => order,
};

const edgeValues: readonly TokenAttack[] = Object.entries(EDGES).flatMap(([r, rOf]) =>
  Object.entries(EDGES).map(([s, sOf]) =>
    attack(
      15,
      `r = ${r}, s = ${s}`,
      INVALID,
      ({ key, token }) => {
        const twin = token();
        const order = CURVE_ORDERS[key.alg] ?? 0n;
        return {
          attacked: withSignature(twin, concatenate(rOf(order), sOf(order), key.alg)),
          twin,
        };
      },
      ECDSA,
    ),
  ),
);

const halfEdges: readonly TokenAttack[] = Object.entries(EDGES).flatMap(([name, valueOf]) => [
  attack(
    15,
    `r = ${name} beside a good s`,
    INVALID,
    ({ key, token }) => {
      const twin = token();
      const [, s] = splitSignature(signatureOf(twin));
      const r = valueOf(CURVE_ORDERS[key.alg] ?? 0n);
      return { attacked: withSignature(twin, concatenate(r, s, key.alg)), twin };
    },
    ECDSA,
  ),
  attack(
    15,
    `s = ${name} beside a good r`,
    INVALID,
    ({ key, token }) => {
      const twin = token();
      const [r] = splitSignature(signatureOf(twin));
      const s = valueOf(CURVE_ORDERS[key.alg] ?? 0n);
      return { attacked: withSignature(twin, concatenate(r, s, key.alg)), twin };
    },
    ECDSA,
  ),
]);

const wrongEncoding: readonly TokenAttack[] = [
  attack(
    16,
    'DER instead of r and s side by side',
    INVALID,
    ({ token }) => {
      const twin = token();
      return { attacked: withSignature(twin, asDer(signatureOf(twin))), twin };
    },
    ECDSA,
  ),
  ...[63, 65, 66, 132].map((bytes) =>
    attack(
      16,
      `${bytes} bytes, which is not the size of the curve`,
      INVALID,
      ({ token }) => {
        const twin = token();
        const good = signatureOf(twin);
        const length = bytes === good.length ? bytes - 1 : bytes;
        const padded = Buffer.concat([Buffer.alloc(Math.max(0, length - good.length)), good]);
        return { attacked: withSignature(twin, padded.subarray(0, length)), twin };
      },
      ECDSA,
    ),
  ),
];

const damaged = variants<(signature: Buffer) => Buffer>(
  {
    'without its last byte': (signature) => signature.subarray(0, -1),
    'without its first byte': (signature) => signature.subarray(1),
    'of one byte': (signature) => signature.subarray(0, 1),
    'preceded by a zero byte': (signature) => Buffer.concat([Buffer.alloc(1), signature]),
    'followed by a zero byte': (signature) => Buffer.concat([signature, Buffer.alloc(1)]),
    'written twice': (signature) => Buffer.concat([signature, signature]),
    'of zero bytes only': (signature) => Buffer.alloc(signature.length),
    'of 255 only': (signature) => Buffer.alloc(signature.length, 255),
    'with its first bit flipped': (signature) => flipped(signature, 0, 0x80),
    'with a middle bit flipped': (signature) => flipped(signature, signature.length >> 1, 0x10),
    'with its last bit flipped': (signature) => flipped(signature, signature.length - 1, 0x01),
  },
  (name, damage) =>
    attack(18, `a signature ${name}`, INVALID, (bench) => {
      const twin = bench.token();
      const attacked = withSignature(twin, damage(signatureOf(twin)));
      return { attacked, twin, options: roomy(bench) };
    }),
);

const overOtherBytes: readonly TokenAttack[] = [
  attack(18, 'the signature of another token', INVALID, ({ token }) => {
    const twin = token();
    const other = token({ claims: { sub: 'user-2' } });
    return { attacked: withSignature(twin, signatureOf(other)), twin };
  }),
  attack(18, 'a signature over the payload alone', INVALID, ({ key, token }) => {
    const twin = token();
    const alone = signBytes(key.signingKey, key.alg, split(twin)[1]);
    return { attacked: withSignature(twin, alone), twin };
  }),
];

const stripped: readonly TokenAttack[] = [
  attack(19, 'nothing after the second dot', 'ERR_TOKEN_MALFORMED', ({ token }) => {
    const twin = token();
    return { attacked: withSignature(twin, Buffer.alloc(0)), twin };
  }),
  attack(19, 'the second dot stripped too', 'ERR_TOKEN_MALFORMED', ({ token }) => {
    const twin = token();
    return { attacked: twin.slice(0, twin.lastIndexOf('.')), twin };
  }),
];

const KEY_MEMBERS: Readonly<Record<string, (key: TestKey) => unknown>> = {
  jwk: ({ jwk }) => jwk,
  x5c: (key) => [certificateOf(key)],
};

const keyInHeader = variants<readonly string[]>(
  { jwk: ['jwk'], x5c: ['x5c'], 'jwk and x5c': ['jwk', 'x5c'] },
  (name, members) =>
    attack(
      20,
      `the attacker's key in the header as ${name}`,
      INVALID,
      ({ key, attacker }) => {
        const header = Object.fromEntries(
          members.map((member) => [member, KEY_MEMBERS[member]?.(attacker)]),
        );
        return { attacked: mint(attacker, { header }), twin: mint(key, { header }) };
      },
      // An RSA key and its certificate together are over 1 KiB.
      members.length === 1 ? SHORT_KEYS : SHORT_KEYS.filter((kind) => !RSA.includes(kind as never)),
    ),
);

const secretInHeader = [
  attack(
    20,
    "the attacker's secret in the header as jwk",
    INVALID,
    ({ key, attacker }) => {
      const header = { jwk: attacker.jwk };
      return { attacked: mint(attacker, { header }), twin: mint(key, { header }) };
    },
    EVERY_KIND.filter((kind) => kind.startsWith('HS')),
  ),
];

export const signatureAttacks: readonly TokenAttack[] = [
  ...edgeValues,
  ...halfEdges,
  ...wrongEncoding,
  ...damaged,
  ...overOtherBytes,
  ...stripped,
  ...keyInHeader,
  ...secretInHeader,
];

/** A certificate of the key in base64, as x5c holds them (RFC 7515 §4.1.6). */
function certificateOf(key: TestKey): string {
  const pem = certificatePem(publicKeyOf(key), keyOf('Ed25519', 'attacker').signingKey);
  return new X509Certificate(pem).raw.toString('base64');
}

function flipped(bytes: Buffer, index: number, mask: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[index] = (copy[index] ?? 0) ^ mask;
  return copy;
}

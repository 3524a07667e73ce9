/** Rows 46 and 47: keys belong to one issuer. Row 48 needs a network and is in `network.spec.ts`. */
import type { VerifierOptions } from '../../src/index.js';
import { trust, type Bench } from '../support/bench.js';
import { withKid } from '../support/keys.js';
import { AUDIENCE, mint } from '../support/tokens.js';
import { attack, type TokenAttack } from './attack.js';

const A = 'https://a.example';
const B = 'https://b.example';

function twoIssuers(
  { key, attacker, options }: Bench,
  names: { readonly a: string; readonly b: string; readonly kidA?: string; readonly kidB?: string },
): VerifierOptions {
  const { a, b, kidA = key.kid, kidB = key.kid } = names;
  return {
    clock: options.clock,
    issuers: [
      { issuer: a, audience: AUDIENCE, ...trust(withKid(key, kidA)) },
      { issuer: b, audience: AUDIENCE, ...trust(withKid(attacker, kidB)) },
    ],
  };
}

/** Splits of one text into issuer and key ID that a joined cache key would confuse. */
const COLLISIONS: readonly (readonly [issuer: string, kid: string])[] = [
  ['https://a.example', 'b:c'],
  ['https://a.example:b', 'c'],
  ['https://a.example/b', 'c'],
  ['https://a.example|b', 'c'],
  ['https://a.example\0b', 'c'],
];

export const issuerAttacks: readonly TokenAttack[] = [
  attack(
    46,
    "iss = A signed with B's key under the same kid",
    'ERR_SIGNATURE_INVALID',
    (bench) => ({
      attacked: mint(bench.attacker, { claims: { iss: A } }),
      twin: mint(bench.attacker, { claims: { iss: B } }),
      options: twoIssuers(bench, { a: A, b: B }),
    }),
  ),
  attack(
    46,
    "iss = B signed with A's key under the same kid",
    'ERR_SIGNATURE_INVALID',
    (bench) => ({
      attacked: mint(bench.key, { claims: { iss: B } }),
      twin: mint(bench.key, { claims: { iss: A } }),
      options: twoIssuers(bench, { a: A, b: B }),
    }),
  ),
  attack(46, "iss = A signed with B's key under B's kid", 'ERR_KEY_NOT_FOUND', (bench) => ({
    attacked: mint(withKid(bench.attacker, 'key-b'), { claims: { iss: A } }),
    twin: mint(withKid(bench.attacker, 'key-b'), { claims: { iss: B } }),
    options: twoIssuers(bench, { a: A, b: B, kidA: 'key-a', kidB: 'key-b' }),
  })),
  ...COLLISIONS.slice(1).map(([b, kidB], index) => {
    const [a, kidA] = COLLISIONS[0] ?? ['', ''];
    return attack(
      47,
      `issuer and kid that join to one text (${index + 1})`,
      'ERR_KEY_NOT_FOUND',
      (bench) => ({
        attacked: mint(withKid(bench.attacker, kidB), { claims: { iss: a } }),
        twin: mint(withKid(bench.attacker, kidB), { claims: { iss: b } }),
        options: twoIssuers(bench, { a, b, kidA, kidB }),
      }),
    );
  }),
];

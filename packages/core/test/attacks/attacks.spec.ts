/** Runs the catalogue: the tokens of rows 1–47, for every kind of key that a row applies to. */
import { createVerifier, type TokenVerifier } from '../../src/index.js';
import { benchFor } from '../support/bench.js';
import type { KeyKind } from '../support/keys.js';
import { verdictOf, type Verdict } from '../support/verdict.js';
import type { TokenAttack } from './attack.js';
import { algorithmAttacks } from './algorithm.attacks.js';
import { claimAttacks } from './claim.attacks.js';
import { encodingAttacks } from './encoding.attacks.js';
import { headerAttacks } from './header.attacks.js';
import { issuerAttacks } from './issuer.attacks.js';
import { jsonAttacks } from './json.attacks.js';
import { signatureAttacks } from './signature.attacks.js';
import { timeAttacks } from './time.attacks.js';

const attacks: readonly TokenAttack[] = [
  ...algorithmAttacks,
  ...signatureAttacks,
  ...headerAttacks,
  ...encodingAttacks,
  ...jsonAttacks,
  ...timeAttacks,
  ...claimAttacks,
  ...issuerAttacks,
].toSorted((one, other) => one.row - other.row);

const verifiers = new Map<KeyKind, TokenVerifier>();

function usualVerifier(kind: KeyKind): TokenVerifier {
  const verifier = verifiers.get(kind) ?? createVerifier(benchFor(kind).options);
  verifiers.set(kind, verifier);
  return verifier;
}

/** The verdicts on the attacked token and on its twin, for one kind of key. */
async function outcome({ make }: TokenAttack, kind: KeyKind): Promise<Outcome> {
  const { attacked, twin, options } = make(benchFor(kind));
  const verifier = options === undefined ? usualVerifier(kind) : createVerifier(options);
  return {
    attacked: await verdictOf(() => verifier.verify(attacked)),
    twin: await verdictOf(() => verifier.verify(twin)),
  };
}

interface Outcome {
  readonly attacked: Verdict;
  readonly twin: Verdict;
}

describe('the catalogue of attacks by token', () => {
  it.each(attacks)('row $row rejects $attack ($code)', async (attack) => {
    const outcomes: Record<string, Outcome> = {};
    for (const kind of attack.kinds) outcomes[kind] = await outcome(attack, kind);

    const expected: Outcome = { attacked: attack.code, twin: 'accepted' };
    expect(outcomes).toEqual(Object.fromEntries(attack.kinds.map((kind) => [kind, expected])));
  });

  it('has at least one case for each of its rows', () => {
    const byToken = [
      1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 18, 19, 20, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33,
      34, 35, 36, 37, 38, 40, 41, 43, 44, 45, 46, 47,
    ];
    expect([...new Set(attacks.map(({ row }) => row))]).toEqual(byToken);
  });
});

/** Which one algorithm a key is for: configuration ∩ what its type can do ∩ what its JWK says. */
import { isAlgorithm, type Algorithm } from '../jws/algorithms.js';
import { InvalidKeyError } from '../errors.js';

/** What bears on a key's algorithm, in the order of who may narrow it. */
export interface AlgorithmClaims {
  /** What the key's type and curve can do, the customary choice first. */
  readonly possible: readonly Algorithm[];
  /** The JWK's own `alg`, if it has one. */
  readonly stated?: unknown;
  /** What the configuration allows; everything when absent. */
  readonly allowed?: readonly Algorithm[] | undefined;
}

/**
 * Resolves the one algorithm of a key. Where a key is silent and several remain, the customary one for its
 * type is taken (RS256 for RSA, HS256 for a secret, EdDSA for Ed25519), and only if it is allowed or alone.
 *
 * @throws InvalidKeyError if no algorithm remains, or several remain without a customary one
 */
export function resolveAlgorithm(claims: AlgorithmClaims): Algorithm {
  const left = fittingAlgorithms(claims);
  const [first] = left;
  if (left.length === 1 || first === claims.possible[0]) return first;
  throw new InvalidKeyError(
    `it is not clear which of ${left.join(', ')} a key is for; give it an alg`,
  );
}

/**
 * All algorithms that remain for a key, the customary one first.
 *
 * @throws InvalidKeyError when nothing remains
 */
export function fittingAlgorithms({
  possible,
  stated,
  allowed,
}: AlgorithmClaims): readonly [Algorithm, ...Algorithm[]] {
  if (stated !== undefined && !isAlgorithm(stated)) {
    throw new InvalidKeyError('the alg of the key is not a signature algorithm');
  }
  const [first, ...others] = possible.filter(
    (alg) =>
      (stated === undefined || alg === stated) && (allowed === undefined || allowed.includes(alg)),
  );
  if (first !== undefined) return [first, ...others];
  throw new InvalidKeyError(
    `a key that can do ${possible.join(', ')}` +
      (stated === undefined ? '' : ` and says ${stated}`) +
      (allowed === undefined
        ? ' fits no algorithm'
        : ` fits none of the allowed ${allowed.join(', ')}`),
  );
}

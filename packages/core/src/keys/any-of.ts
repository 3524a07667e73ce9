import type { Algorithm } from '../jws/algorithms.js';
import { VerificationKey } from '../jwk/verification-key.js';

/**
 * One key that stands for several of one algorithm, tried in their order: for tokens that can't say by `kid`
 * which secret they were made with. Each of the keys counts its own.
 *
 * @param keys keys of that algorithm
 */
export function anyOf(alg: Algorithm, keys: readonly VerificationKey[]): VerificationKey {
  return new VerificationKey(alg, undefined, (signingInput, signature) =>
    keys.some((key) => key.verify(signingInput, signature)),
  );
}

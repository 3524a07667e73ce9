import type { JoseHeader } from '../jws/header.js';
import { KeySet } from '../jws/key-set.js';
import type { VerificationKey } from '../jwk/verification-key.js';
import type { KeySource } from './key-source.js';

/** Keys that are known at boot: secrets by `kid`, public keys, a JWK Set from a file. */
export class StaticKeys implements KeySource {
  readonly #keys: KeySet<VerificationKey>;
  readonly #counted: readonly VerificationKey[];

  /** @param counted whose uses count, where `keys` has one that stands for several */
  constructor(keys: Iterable<VerificationKey>, counted?: readonly VerificationKey[]) {
    this.#keys = keys instanceof KeySet ? (keys as KeySet<VerificationKey>) : new KeySet(keys);
    this.#counted = counted ?? this.#keys.keys;
  }

  find(header: JoseHeader): VerificationKey | undefined {
    return this.#keys.find(header);
  }

  uses(): readonly VerificationKey[] {
    return this.#counted;
  }
}

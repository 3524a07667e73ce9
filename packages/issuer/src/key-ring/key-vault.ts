/** Turns signing keys into what stores keep of them, and back. */
import type { JsonWebKey } from 'node:crypto';
import { ConfigurationError } from '@portcullis/core';
import { SigningKey } from '../signing/signing-key.js';
import { KeySeal, type KeyEncryptionKeys } from './key-seal.js';
import type { StoredKey } from './key-store.js';

/** Seals and opens private keys; without key-encryption keys, for a store in this process, as they are. */
export class KeyVault {
  readonly #seal: KeySeal | undefined;

  constructor(keys: KeyEncryptionKeys | undefined) {
    this.#seal = keys && new KeySeal(keys);
  }

  /** What a store keeps of a key. */
  seal(key: SigningKey): string {
    const text = JSON.stringify(key.exportPrivateJwk());
    return this.#seal ? this.#seal.seal(text, key.kid) : text;
  }

  /** @throws ConfigurationError when it does not open, or what is in it can't be used */
  async open({ kid, alg, sealed }: StoredKey): Promise<SigningKey> {
    const jwk = JSON.parse(this.#textOf(sealed, kid)) as JsonWebKey;
    return SigningKey.import(jwk, { kid, algorithm: alg });
  }

  /** Whether a key is sealed as it would be sealed now. */
  isCurrent({ sealed }: StoredKey): boolean {
    return this.#seal?.isCurrent(sealed) ?? true;
  }

  #textOf(sealed: string, kid: string): string {
    if (this.#seal) return this.#seal.open(sealed, kid);
    if (sealed.startsWith('{')) return sealed;
    throw new ConfigurationError(
      'keyEncryptionKeys',
      `none, and a stored key that is sealed (${kid})`,
      'those that it was sealed with',
    );
  }
}

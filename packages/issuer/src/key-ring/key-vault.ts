/** Converts signing keys to their stored form, and back. */
import type { JsonWebKey } from 'node:crypto';
import { ConfigurationError } from '@portcullis/core';
import { SigningKey } from '../signing/signing-key.js';
import { KeySeal, type KeyEncryptionKeys } from './key-seal.js';
import type { StoredKey } from './key-store.js';

/** Seals and opens private keys. Without key-encryption keys, for a store in this process, leaves them unsealed. */
export class KeyVault {
  readonly #seal: KeySeal | undefined;

  constructor(keys: KeyEncryptionKeys | undefined) {
    this.#seal = keys && new KeySeal(keys);
  }

  /** Returns the stored form of a key. */
  seal(key: SigningKey): string {
    const text = JSON.stringify(key.exportPrivateJwk());
    return this.#seal ? this.#seal.seal(text, key.kid) : text;
  }

  /** Opens a stored key. @throws ConfigurationError if it does not open, or its contents are not a valid key */
  async open({ kid, alg, sealed }: StoredKey): Promise<SigningKey> {
    const jwk = JSON.parse(this.#textOf(sealed, kid)) as JsonWebKey;
    return SigningKey.import(jwk, { kid, algorithm: alg });
  }

  /** Returns whether a key is sealed with the current key-encryption key. */
  isCurrent({ sealed }: StoredKey): boolean {
    return this.#seal?.isCurrent(sealed) ?? true;
  }

  #textOf(sealed: string, kid: string): string {
    if (this.#seal) return this.#seal.open(sealed, kid);
    if (sealed.startsWith('{')) return sealed;
    throw new ConfigurationError(
      'keyEncryptionKeys',
      `none, with a sealed key in the store (${kid})`,
      'the key-encryption keys that it was sealed with',
    );
  }
}

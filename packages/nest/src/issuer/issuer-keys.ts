import { Inject, Injectable } from '@nestjs/common';
import { KeySet } from '@portcullis/core/jws';
import type { JoseHeader, KeySource, VerificationKey } from '@portcullis/core';
import { KeyRing } from '@portcullis/issuer';

/**
 * The keys of this application's own issuer, for its own verifier: what its JWKS publishes, without a request to
 * itself, and the secret where it signs with HS256.
 */
@Injectable()
export class IssuerKeys implements KeySource {
  readonly #keys: KeySet<VerificationKey>;

  constructor(@Inject(KeyRing) keyRing: KeyRing) {
    this.#keys = new KeySet(keyRing.verificationKeys);
  }

  find(header: JoseHeader): VerificationKey | undefined {
    return this.#keys.find(header);
  }
}

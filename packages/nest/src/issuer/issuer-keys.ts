import { Inject, Injectable } from '@nestjs/common';
import type { JoseHeader, KeySource } from '@portcullis/core';
import { KeyRing } from '@portcullis/issuer';

/**
 * The keys of this application's own issuer, for its own verifier: what its JWKS publishes, without a request to
 * itself, and the secret where it signs with HS256. They are those of the key ring at any time.
 */
@Injectable()
export class IssuerKeys implements KeySource {
  constructor(@Inject(KeyRing) private readonly keyRing: KeyRing) {}

  find(header: JoseHeader): ReturnType<KeySource['find']> {
    return this.keyRing.keySource.find(header);
  }
}

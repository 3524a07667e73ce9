import { Inject, Injectable } from '@nestjs/common';
import type { JoseHeader, KeySource } from '@portcullis/core';
import { KeyRing } from '@portcullis/issuer';

/**
 * The keys of this application's issuer, for a verifier in the same application: the current keys of the key ring, without
 * an HTTP request. Includes HS256 secrets, which are never published.
 *
 * @example
 * JwtAuthModule.forRootAsync({
 *   inject: [IssuerKeys],
 *   useFactory: (keys: IssuerKeys) => ({ issuer, audience, keys }),
 * })
 */
@Injectable()
export class IssuerKeys implements KeySource {
  constructor(@Inject(KeyRing) private readonly keyRing: KeyRing) {}

  find(header: JoseHeader): ReturnType<KeySource['find']> {
    return this.keyRing.keySource.find(header);
  }
}

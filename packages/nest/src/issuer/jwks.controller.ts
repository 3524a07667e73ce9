import { Controller, Get, Header, Inject } from '@nestjs/common';
import { KeyRing, type PublicJwks } from '@portcullis/issuer';
import { Public } from '../decorators/public.decorator.js';

/** Publishes the public keys (RFC 7517 §5), where verifiers look for them. */
@Public()
@Controller('.well-known')
export class JwksController {
  constructor(@Inject(KeyRing) private readonly keyRing: KeyRing) {}

  /** The JWK Set. Verifiers may keep it for ten minutes. */
  @Get('jwks.json')
  @Header('Content-Type', 'application/jwk-set+json')
  @Header('Cache-Control', 'public, max-age=600')
  jwks(): PublicJwks {
    return this.keyRing.jwks();
  }
}

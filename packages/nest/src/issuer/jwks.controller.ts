import { Controller, Get, Header, Inject, Res } from '@nestjs/common';
import { KeyRing, type PublicJwks } from '@portcullis/issuer';
import { Public } from '../decorators/public.decorator.js';

/** What the responses of Express and of Fastify have in common. */
interface HeaderResponse {
  header(name: string, value: string): unknown;
}

/** Publishes the public keys (RFC 7517 §5), where verifiers look for them. */
@Public()
@Controller('.well-known')
export class JwksController {
  constructor(@Inject(KeyRing) private readonly keyRing: KeyRing) {}

  /** The JWK Set. Verifiers may keep it for as long as the key ring says. */
  @Get('jwks.json')
  @Header('Content-Type', 'application/jwk-set+json')
  jwks(@Res({ passthrough: true }) response: HeaderResponse): PublicJwks {
    const { jwks, etag, maxAge } = this.keyRing.publication();
    response.header('Cache-Control', `public, max-age=${maxAge}`);
    response.header('ETag', etag);
    return jwks;
  }
}

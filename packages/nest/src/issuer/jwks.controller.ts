import { Controller, Get, Header, Inject, Req, Res } from '@nestjs/common';
import { listItems } from '@portcullis/core/bearer';
import { KeyRing, type PublicJwks } from '@portcullis/issuer';
import { Public } from '../decorators/public.decorator.js';
import { asReceived, type HttpRequest } from '../transports/http.js';
import type { HeaderResponse } from './header-response.js';

/** Publishes the public keys (RFC 7517 §5), where verifiers look for them. */
@Public()
@Controller('.well-known')
export class JwksController {
  constructor(@Inject(KeyRing) private readonly keyRing: KeyRing) {}

  /**
   * The JWK Set. Verifiers may keep it for as long as the key ring says; one that has this version still is told so
   * (304). Nothing is published (503) while this process may not know every key.
   */
  @Get('jwks.json')
  @Header('Content-Type', 'application/jwk-set+json')
  jwks(
    @Req() request: HttpRequest,
    @Res({ passthrough: true }) response: HeaderResponse,
  ): PublicJwks | undefined {
    const { jwks, etag, maxAge } = this.keyRing.publication();
    response.header('Cache-Control', `public, max-age=${maxAge}`);
    response.header('ETag', etag);
    if (!matches(asReceived(request).headers['if-none-match'], etag)) return jwks;
    response.status(304);
    return undefined;
  }
}

/** `If-None-Match` (RFC 9110 §13.1.2), by weak comparison: a proxy that compresses makes the tag a weak one. */
function matches(header: string | readonly string[] | undefined, etag: string): boolean {
  const tags = listItems(String(header ?? ''));
  return tags.some((tag) => [etag, '*'].includes(tag.replace(/^W\//, '')));
}

import { Controller, Get, Inject, Req, Res, VERSION_NEUTRAL } from '@nestjs/common';
import { Public } from '../../decorators/public.decorator.js';
import { asReceived } from '../../transports/http-request.js';
import { type HttpRequest } from '../../transports/http-request.js';
import { answer, type HeaderResponse } from './header-response.js';
import { PublishedDocuments } from './published-documents.js';

/** Serves the public keys (RFC 7517 §5) under the application's global prefix. */
@Public()
@Controller({ path: '.well-known', version: VERSION_NEUTRAL })
export class JwksController {
  constructor(@Inject(PublishedDocuments) private readonly documents: PublishedDocuments) {}

  /** Returns the JWK Set; 304 for a current copy; 503 while this process may not know every key. */
  @Get('jwks.json')
  jwks(
    @Req() request: HttpRequest,
    @Res({ passthrough: true }) response: HeaderResponse,
  ): object | undefined {
    const tags = asReceived(request).headers['if-none-match'];
    return answer(response, this.documents.jwks(tags));
  }
}

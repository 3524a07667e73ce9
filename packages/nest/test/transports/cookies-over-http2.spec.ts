/** HTTP/2, where the cookies of a request may come as several fields (RFC 9113 §8.2.3). */
import { once } from 'node:events';
import { connect, type ClientHttp2Session, type IncomingHttpHeaders } from 'node:http2';
import { Controller, Get, Post, Req } from '@nestjs/common';
import { CurrentUser, JwtAuthModule, Public, type HttpRequest } from '@portcullis/nest';
import { RefreshCookie } from '@portcullis/nest/issuer';
import { startApp, type RunningApp } from '../support/app.js';
import { secretKey } from '../support/keys.js';
import { AUDIENCE, ISSUER, mint } from '../support/tokens.js';

const hmac = secretKey();
const refreshCookie = new RefreshCookie();

@Controller()
class CookieController {
  @Get('who')
  who(@CurrentUser('id') id: string): string {
    return id;
  }

  @Public()
  @Post('refresh')
  refresh(@Req() request: HttpRequest): string {
    return refreshCookie.read(request) ?? 'none';
  }
}

describe('cookies over HTTP/2', () => {
  let app: RunningApp;
  let session: ClientHttp2Session;

  beforeAll(async () => {
    const trusted = { issuer: ISSUER, audience: AUDIENCE, secret: hmac.key };
    const auth = JwtAuthModule.forRoot({ ...trusted, cookie: '__Host-token' });
    const root = { imports: [auth], controllers: [CookieController] };
    app = await startApp('fastify-http2', root);
    session = connect(app.url);
  });

  afterAll(async () => {
    session.close();
    await app.close();
  });

  /** The status, and what the handler says where it is asked. Each cookie is a field of its own. */
  async function ask(path: string, ...cookie: string[]): Promise<string> {
    const method = path === '/who' ? 'GET' : 'POST';
    const request = session.request({ ':path': path, ':method': method, cookie });
    request.setEncoding('utf8');
    const answered = once(request, 'response') as Promise<[IncomingHttpHeaders]>;
    let body = '';
    for await (const chunk of request) body += chunk;
    const [headers] = await answered;
    const status = String(headers[':status']);
    return status.startsWith('2') ? `${status} ${body}` : status;
  }

  const own = `__Host-token=${mint(hmac)}`;
  const sibling = `\u{a0}__Host-token=${mint(hmac, { sub: 'theirs' })}`;

  it('are found in any field, and twice in two of them is twice', async () => {
    expect(await ask('/who', own)).toBe('200 user-1');
    expect(await ask('/who', 'a=b', own, 'c=d')).toBe('200 user-1');
    expect(await ask('/who', own, own)).toBe('400');
    expect(await ask('/refresh', 'a=b', '__Host-refresh=a')).toBe('201 a');
    expect(await ask('/refresh', '__Host-refresh=a', '__Host-refresh=b')).not.toMatch(/^2/);
  });

  it('whose names begin with a byte that Unicode calls a space are others', async () => {
    expect(await ask('/who', sibling)).toBe('401');
    expect(await ask('/who', `a=b; ${sibling}`)).toBe('401');
    expect(await ask('/who', sibling, own)).toBe('200 user-1');
    expect(await ask('/who', `${own}; ${sibling}`)).toBe('200 user-1');
    expect(await ask('/refresh', '\u{a0}__Host-refresh=b')).toBe('201 none');
    expect(await ask('/refresh', '\u{a0}__Host-refresh=b', '__Host-refresh=a')).toBe('201 a');
  });
});

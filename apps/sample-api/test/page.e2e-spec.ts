/** The page, its files, and the security headers of every response. */
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { builtPage, INDEX, SCRIPT, STYLE } from './support/built-page.js';
import type { Answer, HeaderLine } from './support/http-client.js';
import { PLATFORMS } from './support/platforms.js';
import { Sample } from './support/sample.js';

const STRICT =
  "default-src 'none';script-src 'self';style-src 'self';img-src 'self' data:;connect-src 'self';" +
  "base-uri 'none';form-action 'self';frame-ancestors 'none'";

const accepting = (codings: string): readonly HeaderLine[] => [['Accept-Encoding', codings]];

describe.each(PLATFORMS)('the page on %s', (platform) => {
  let page: Awaited<ReturnType<typeof builtPage>>;
  let api: Sample;

  beforeAll(async () => {
    page = await builtPage();
    api = await Sample.start(platform, { IDENTITY_PROVIDER: 'off' }, undefined, page.path);
  });

  afterAll(async () => {
    await api.close();
    await page.remove();
  });

  it('is served at / and revalidated each time', async () => {
    const answer = await api.call('/');
    expect([answer.status, answer.body]).toEqual([200, INDEX]);
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(answer.headers.get('cache-control')).toBe('no-cache');
  });

  it.each([
    ['/assets/app-1a2b.js', 'br, gzip', 'br', /javascript/, SCRIPT],
    ['/assets/app-1a2b.js', 'gzip, deflate, br, zstd', 'br', /javascript/, SCRIPT],
    ['/assets/app-1a2b.js?v=1', 'gzip, deflate', 'gzip', /javascript/, SCRIPT],
    ['/assets/app-1a2b.js', 'br;q=0, gzip', 'gzip', /javascript/, SCRIPT],
    ['/assets/app-1a2b.js', 'identity', undefined, /javascript/, SCRIPT],
    ['/assets/app-3c4d.css', 'br, gzip', 'gzip', /^text\/css/, STYLE],
    ['/assets/app-3c4d.css', 'br', undefined, /^text\/css/, STYLE],
    ['/assets/icon-5e6f.svg', 'br, gzip', undefined, /^image\/svg\+xml/, '<svg'],
  ] as const)(
    'serves %s for Accept-Encoding: %s as %s',
    async (path, codings, coding, type, content) => {
      const answer = await api.call(path, { headers: accepting(codings) });
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-encoding')).toBe(coding);
      expect(answer.headers.get('content-type')).toMatch(type);
      expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
      expect(answer.headers.get('vary')?.toLowerCase()).toContain('accept-encoding');
      expect(decoded(answer)).toContain(content);
    },
  );

  it.each(['/', '/assets/app-1a2b.js'])('answers HEAD %s without a body', async (path) => {
    const head = await api.call(path, { method: 'HEAD' });
    expect([head.status, head.body]).toEqual([200, '']);
    const get = await api.call(path);
    expect(head.headers.get('content-length')).toBe(get.headers.get('content-length'));
    expect(head.headers.get('cache-control')).toBe(get.headers.get('cache-control'));
  });

  it('answers 304 to a browser that has the file', async () => {
    const { headers } = await api.call('/assets/app-1a2b.js');
    const again = await api.call('/assets/app-1a2b.js', {
      headers: [['If-None-Match', headers.get('etag') ?? '']],
    });
    expect([again.status, again.body]).toEqual([304, '']);
  });

  it.each([
    '/assets/../secret.txt',
    '/assets/..%2fsecret.txt',
    '/assets/%2e%2e/secret.txt',
    '/assets/..%5csecret.txt',
    '/assets/....//secret.txt',
    '/assets//../secret.txt',
    '/assets/%00',
    '/assets/app-1a2b.js%00.css',
    '/assets/.hidden',
    '/assets/',
    '/assets',
    '/secret.txt',
    '/index.html',
    '/assets/%',
  ])('serves nothing at %s', async (path) => {
    const answer = await api.call(path, { headers: accepting('br, gzip') });
    expect([400, 403, 404]).toContain(answer.status);
    expect(answer.body).not.toMatch(/beside the assets|not to be served/);
  });

  it('allows only GET and HEAD', async () => {
    for (const path of ['/', '/assets/app-1a2b.js']) {
      expect((await api.call(path, { method: 'POST' })).status).toBe(404);
    }
  });

  it('shadows no route of the API', async () => {
    expect((await api.call('/profile')).status).toBe(401);
    expect((await api.call('/articles')).headers.get('content-type')).toMatch(/json/);
  });

  it.each([
    '/',
    '/assets/app-1a2b.js',
    '/profile',
    '/articles',
    '/nothing',
    '/docsy',
    '/docs-json',
  ])('sends a strict policy and the security headers at %s', async (path) => {
    const { headers } = await api.call(path);
    expect(headers.get('content-security-policy')).toBe(STRICT);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(headers.get('strict-transport-security')).toMatch(/^max-age=31536000\b/);
    expect(headers.has('x-powered-by')).toBe(false);
  });

  it.each(['/docs', '/docs/', '/docs/swagger-ui.css'])(
    'allows the OpenAPI page inline styles, and nothing else, at %s',
    async (path) => {
      const answer = await api.call(path);
      expect(answer.headers.get('content-security-policy')).toBe(
        STRICT.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'"),
      );
      expect(answer.body).not.toMatch(/<script(?![^>]+src=)/);
    },
  );
});

it.each(PLATFORMS)('the API starts without a built page, on %s', async (platform) => {
  const api = await Sample.start(platform, { IDENTITY_PROVIDER: 'off' });
  try {
    const answer = await api.call('/');
    expect(answer.status).toBe(200);
    expect(answer.body).toContain('<code>npm run build</code>');
    expect((await api.call('/assets/app-1a2b.js')).status).toBe(404);
  } finally {
    await api.close();
  }
});

function decoded({ headers, body }: Answer): string {
  const bytes = Buffer.from(body, 'latin1');
  const plain = headers.get('transfer-encoding') === 'chunked' ? dechunked(bytes) : bytes;
  switch (headers.get('content-encoding')) {
    case 'br':
      return brotliDecompressSync(plain).toString();
    case 'gzip':
      return gunzipSync(plain).toString();
    default:
      return plain.toString();
  }
}

function dechunked(bytes: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; ;) {
    const end = bytes.indexOf('\r\n', at);
    const size = Number.parseInt(bytes.toString('latin1', at, end), 16);
    if (!(size > 0)) return Buffer.concat(parts);
    parts.push(bytes.subarray(end + 2, end + 2 + size));
    at = end + 2 + size + 2;
  }
}

/** Rows 68 and 69: cookies of browsers, and whose page made them come. */
import { Controller, Post, Req, Res, UseGuards } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import { JwtAuthGuard, JwtAuthModule, Public, type HttpRequest } from '@portcullis/nest';
import { InvalidArgumentError } from '@portcullis/core';
import { assertSameOrigin, outcomeOf } from '@portcullis/core/bearer';
import { RefreshCookie, type CookieResponse } from '@portcullis/nest/issuer';
import { PLATFORMS, startApp, type RunningApp } from '../support/app.js';
import type { HeaderLine } from '../support/http-client.js';
import { secretKey } from '../support/keys.js';
import { AUDIENCE, ISSUER, mint } from '../support/tokens.js';

const hmac = secretKey();
const token = mint(hmac);
const refreshCookie = new RefreshCookie();

@Controller()
class FormController {
  @Post('guard')
  @UseGuards(JwtAuthGuard)
  byGuard(): string {
    return 'done';
  }

  @Post('passport')
  @UseGuards(AuthGuard('jwt'))
  byPassport(): string {
    return 'done';
  }

  /** As a login has it: no credential yet, and a cookie to be set. */
  @Public()
  @Post('login')
  login(@Req() request: HttpRequest, @Res({ passthrough: true }) response: CookieResponse): string {
    return judged(() => {
      assertSameOrigin(request.raw ?? request);
      refreshCookie.set(response, 'prt_1', '14d');
      return 'in';
    });
  }

  @Public()
  @Post('refresh')
  refresh(@Req() request: HttpRequest): string {
    return judged(() => refreshCookie.read(request) ?? 'none');
  }

  @Public()
  @Post('logout')
  logout(@Res({ passthrough: true }) response: CookieResponse): string {
    refreshCookie.clear(response);
    return 'out';
  }
}

function judged(work: () => string): string {
  try {
    return work();
  } catch (error) {
    return String(outcomeOf(error)?.status);
  }
}

let app: RunningApp;

async function start(platform: (typeof PLATFORMS)[number], options: object = {}): Promise<void> {
  const trusted = { issuer: ISSUER, audience: AUDIENCE, secret: hmac.key, cookie: 'token' };
  app = await startApp(platform, {
    imports: [JwtAuthModule.forRoot({ ...trusted, guard: 'manual', ...options })],
    controllers: [FormController],
  });
}

async function post(path: string, headers: readonly HeaderLine[]) {
  return app.get(path, undefined, { method: 'POST', headers, body: '' });
}

/** The status through both guards, which must be one. */
async function status(...headers: HeaderLine[]): Promise<number> {
  const byGuard = await post('/guard', headers);
  const byPassport = await post('/passport', headers);
  expect(byPassport.bytes).toBe(byGuard.bytes);
  return byGuard.status;
}

const cookie: HeaderLine = ['Cookie', `token=${token}`];
const origin = (value: string): HeaderLine => ['Origin', value];

describe.each(PLATFORMS)('on %s', (platform) => {
  afterEach(() => app.close());

  it('row 69: a cookie with an unsafe method needs the Origin of its own host', async () => {
    await start(platform);
    expect(await status(cookie, origin(app.url))).toBe(201);
    expect(await status(cookie)).toBe(403);
    expect(await status(cookie, origin('null'))).toBe(403);
    expect(await status(cookie, origin('https://evil.example'))).toBe(403);
    expect(await status(cookie, origin(app.url), origin('https://evil.example'))).toBe(403);
    expect(await status(cookie, origin(app.url), ['Sec-Fetch-Site', 'cross-site'])).toBe(403);
    expect(app.logger.with('ERR_ORIGIN_NOT_ALLOWED')).toHaveLength(10);
  });

  it('a cookie whose name begins with a byte that Unicode calls a space is another one', async () => {
    await start(platform);
    const sibling: HeaderLine = ['Cookie', `\u{a0}token=${mint(hmac, { sub: 'theirs' })}`];
    expect(await status(sibling, origin(app.url))).toBe(401);
    expect(await status(sibling, cookie, origin(app.url))).toBe(201);
    expect(await status(cookie, cookie, origin(app.url))).toBe(400);
  });

  it('a token in the header needs none: no other page can send it', async () => {
    await start(platform);
    const bearer: HeaderLine = ['Authorization', `Bearer ${token}`];
    expect(await status(bearer)).toBe(201);
    expect(await status(bearer, origin('https://evil.example'))).toBe(201);
  });

  it('origins that are allowed by name are the only ones', async () => {
    await start(platform, { allowedOrigins: ['https://app.example'] });
    expect(await status(cookie, origin('https://app.example'))).toBe(201);
    expect(await status(cookie, origin(app.url))).toBe(403);
  });

  it('row 69: a login that another page sends sets no cookie', async () => {
    await start(platform);
    const good = await post('/login', [origin(app.url)]);
    expect(good.headers.get('set-cookie')).toBe(
      '__Host-refresh=prt_1; Max-Age=1209600; Path=/; HttpOnly; SameSite=Lax; Secure',
    );
    for (const headers of [[], [origin('null')], [origin('https://evil.example')]]) {
      const forged = await post('/login', headers);
      expect([forged.body, forged.headers.has('set-cookie')]).toEqual(['403', false]);
    }
  });

  it('row 68: a refresh cookie that comes twice is refused', async () => {
    await start(platform);
    const read = async (...values: string[]) =>
      (
        await post(
          '/refresh',
          values.map((value): HeaderLine => ['Cookie', value]),
        )
      ).body;
    expect(await read('__Host-refresh=a')).toBe('a');
    expect(await read('__Host-refresh=a; __Host-refresh=b')).toBe('400');
    expect(await read('__Host-refresh=a', '__Host-refresh=a')).toBe('400');
    expect(await read('refresh=b')).toBe('none');
    // Another host under the same domain may have set it: no browser knows its prefix.
    expect(await read('\u{a0}__Host-refresh=b')).toBe('none');
    expect(await read('\u{a0}__Host-refresh=b; __Host-refresh=a')).toBe('a');
    expect(await read('__Host-refresh=a', '\u{a0}__Host-refresh=b')).toBe('a');
    expect(await read('__Host-refresh=')).toBe('none');
  });

  it('a logout has the browser forget the cookie', async () => {
    await start(platform);
    const { headers } = await post('/logout', []);
    expect(headers.get('set-cookie')).toBe(
      '__Host-refresh=; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Path=/; HttpOnly; SameSite=Lax; Secure',
    );
  });
});

describe('a refresh cookie', () => {
  const written = (made: RefreshCookie, value = 'a', maxAge: number | string = 60): string => {
    const lines: string[] = [];
    made.set({ appendHeader: (_name, line) => lines.push(line) }, value, maxAge);
    return lines.join('\n');
  };

  it('for development has neither prefix nor Secure', () => {
    const made = new RefreshCookie({ development: true, sameSite: 'Strict' });
    expect(written(made)).toBe('refresh=a; Max-Age=60; Path=/; HttpOnly; SameSite=Strict');
  });

  it('for development does not start in production', () => {
    const before = process.env['NODE_ENV'];
    process.env['NODE_ENV'] = 'production';
    try {
      expect(() => new RefreshCookie({ development: true })).toThrow(
        /^Invalid option "development": /,
      );
      expect(() => new RefreshCookie()).not.toThrow();
    } finally {
      process.env['NODE_ENV'] = before;
    }
  });

  it.each(['a;b', 'a b', 'a\r\nSet-Cookie: x=y', 'a,b', '', 'ä'])(
    'can’t be split by its value (%j), which no error shows',
    (value) => {
      expect(() => written(refreshCookie, value)).toThrow(InvalidArgumentError);
      expect(() => written(refreshCookie, value)).toThrow(
        /^Invalid argument "token": received something else, expected text that a cookie can hold$/,
      );
      expect(written(refreshCookie, 'prt_A-Z_09')).toContain('=prt_A-Z_09;');
    },
  );

  it.each([
    ['name', { name: 'a=b' }],
    ['sameSite', { sameSite: 'None' }],
    ['development', { development: 'yes' }],
  ])('with a wrong %s does not start', (option, wrong) => {
    expect(() => new RefreshCookie(wrong as object)).toThrow(
      new RegExp(`^Invalid option "${option}": received `),
    );
  });
});

it('origins without a cookie are a mistake', async () => {
  const options = { cookie: undefined, allowedOrigins: ['https://app.example'] };
  await expect(start('express', options)).rejects.toThrow(/^Invalid option "allowedOrigins": /);
  await expect(start('express', { allowedOrigins: ['app.example'] })).rejects.toThrow(
    /^Invalid option "allowedOrigins": /,
  );
});

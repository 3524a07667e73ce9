/**
 * A host under the same domain sets cookies whose names look like ours, in a real Chromium. Browsers protect the prefix
 * `__Host-`; they do not protect a name that begins with the byte A0, which Unicode calls a space.
 */
import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import type { HttpRequest } from '@portcullis/nest';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { chromiumLaunch } from '../../../../tools/browser/chromium.mjs';
import {
  claimsOf,
  issuerOptions,
  People,
  startIssuer,
  type IssuerApp,
} from '../issuer/issuer-app.js';
import { appHost, RESOLVER_RULES, siblingHost, type Host } from '../support/two-hosts.js';

/** The cookies of each request, as they came. */
let received: string[] = [];

@Injectable()
class CookieRecorder implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { raw, rawHeaders = raw?.rawHeaders ?? [] } = context
      .switchToHttp()
      .getRequest<HttpRequest>();
    const values = rawHeaders.filter((_value, i) => rawHeaders[i - 1]?.toLowerCase() === 'cookie');
    received.push(values.join('; '));
    return true;
  }
}

/** Everything by which a sibling could try to have its cookie taken for ours; it is worth a try whatever browsers do. */
const NAMES = [
  (name: string) => `\u{a0}${name}`,
  (name: string) => `\u{a0} \u{a0}${name}`,
  (name: string) => `\u{85}${name}`,
  (name: string) => `${name}\u{a0}`,
  (name: string) => `=${name}`, // a cookie without a name, and with a value that looks like one
  (name: string) => name,
  (name: string) => name.toUpperCase(),
];

/** Both cookies, with the very byte before their names. */
const SIBLINGS = /(?:^|; )\u00a0__Host-refresh=prt_.*; \u00a0__Host-access=ey/;

let browser: Browser;
let sibling: Host;
let planted: readonly string[] = [];

beforeAll(async () => {
  const launch = await chromiumLaunch();
  browser = await chromium.launch({ ...launch, args: [...launch.args, RESOLVER_RULES] });
  sibling = await siblingHost(() => planted);
});

afterAll(async () => {
  await browser.close();
  await sibling.stop();
});

describe.each([
  ['Express', 'express', 'http/1.1'],
  ['Fastify', 'fastify', 'http/1.1'],
  ['Fastify over HTTP/2', 'fastify-http2', 'h2'],
] as const)('on %s, a cookie that a sibling host sets', (_name, platform, protocol) => {
  let app: IssuerApp;
  let host: Host;
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    app = await startIssuer(platform, issuerOptions(new People()), {
      cookie: '__Host-access',
      providers: [{ provide: APP_GUARD, useClass: CookieRecorder }],
    });
    host = await appHost(app.port, protocol);
  });

  afterAll(async () => {
    await host.stop();
    await app.close();
  });

  beforeEach(async () => {
    received = [];
    context = await browser.newContext({ ignoreHTTPSErrors: true });
    page = await context.newPage();
    const { access_token: access, refresh_token: refresh = '' } = await app.issuer.signIn('bob');
    planted = [
      ...NAMES.map((named) => `${named('__Host-refresh')}=${refresh}`),
      ...NAMES.map((named) => `${named('__Host-access')}=${access}`),
    ].map((cookie) => `${cookie}; Domain=example.test; Path=/; Secure`);
    await visitBoth();
  });

  async function visitBoth(): Promise<void> {
    await page.goto(sibling.url);
    await page.goto(`${host.url}/web/page`);
  }

  afterEach(() => context.close());

  /** What the page of the application is answered, with all the cookies that its browser has. */
  async function ask(path: string, method = 'POST'): Promise<readonly [number, string]> {
    return page.evaluate(
      async ([to, by]) => {
        const response = await fetch(to, { method: by });
        return [response.status, await response.text()] as const;
      },
      [path, method] as const,
    );
  }

  const subjectOf = (body: string): unknown =>
    claimsOf((JSON.parse(body) as { access_token: string }).access_token)['sub'];

  it('comes with the requests of the application, or this would prove nothing', () => {
    expect(received).toHaveLength(1);
    expect(received[0]).toMatch(SIBLINGS);
  });

  it('signs nobody in, alone or with others like it', async () => {
    expect((await ask('/web/refresh'))[0]).toBe(401);
    expect((await ask('/me', 'GET'))[0]).toBe(401);
    await context.clearCookies();
    planted = planted.filter((cookie) => cookie.startsWith('\u{a0}__Host'));
    expect(planted).toHaveLength(2);
    await visitBoth();
    expect((await ask('/web/refresh'))[0]).toBe(401);
    expect((await ask('/me', 'GET'))[0]).toBe(401);
  });

  it('does not lock out who has a cookie of their own, and is not taken for it', async () => {
    expect((await ask('/web/login'))[0]).toBe(201);
    for (const _time of [1, 2]) {
      const [status, body] = await ask('/web/refresh');
      expect([status, subjectOf(body)]).toEqual([201, 'ada']);
    }
    const { access_token: own } = await app.issuer.signIn('ada');
    await page.evaluate((token) => {
      const { document } = globalThis as unknown as { document: { cookie: string } };
      document.cookie = `__Host-access=${token}; Path=/; Secure`;
    }, own);
    expect(await ask('/me', 'GET')).toEqual([200, '{"id":"ada"}']);
    expect(received.at(-1)).toMatch(SIBLINGS);
  });
});

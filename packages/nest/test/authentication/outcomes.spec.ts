import { JwtAuthModule, type JwtAuthModuleOptions, type NestAuthOptions } from '@portcullis/nest';
import { PLATFORMS, startApp, type RunningApp } from '../support/app.js';
import { guardedControllers } from '../support/controllers.js';
import { KeyServer } from '../support/key-server.js';
import { rsaKeyPair, secretKey } from '../support/keys.js';
import { AUDIENCE, ISSUER, mint } from '../support/tokens.js';

const rsa = rsaKeyPair('rsa-1');
const hmac = secretKey();
const INTERNAL = 'https://internal.example';

/** Each way to guard a handler. */
const DOORS: readonly (readonly [door: string, guard: 'global' | 'manual', at: string])[] = [
  ['the global guard', 'global', ''],
  ['the guards by hand', 'manual', '/manual'],
  ['AuthGuard', 'manual', '/passport'],
];

let keyServer: KeyServer;
let app: RunningApp;

beforeEach(async () => {
  keyServer = await KeyServer.start(rsa.publicJwk);
});

afterEach(async () => {
  await app.close();
  await keyServer.stop();
});

describe.each(PLATFORMS)('on %s', (platform) => {
  describe.each(DOORS)('through %s', (_door, guard, at) => {
    async function start(options: NestAuthOptions & { clock?: () => number } = {}) {
      const issuers: JwtAuthModuleOptions = {
        issuers: [
          { issuer: ISSUER, audience: AUDIENCE, jwksUri: keyServer.uri },
          { issuer: INTERNAL, audience: AUDIENCE, secret: hmac.key },
        ],
      };
      app = await startApp(platform, {
        imports: [JwtAuthModule.forRoot({ ...issuers, guard, ...options })],
        controllers: [...guardedControllers(guard)],
      });
    }

    const get = (path: string, token?: string) => app.get(at + path, token);

    it('unavailable keys cause 503 with Retry-After and without a challenge', async () => {
      keyServer.broken = true;
      await start();
      const { status, headers, json, bytes } = await get('/who', mint(rsa));

      expect(status).toBe(503);
      expect(Number(headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
      expect(headers.has('www-authenticate')).toBe(false);
      expect(json()).toEqual({ statusCode: 503, message: 'Service Unavailable' });
      expect(bytes).not.toContain(new URL(keyServer.uri).port);
      expect(app.logger.with('ERR_KEYS_UNAVAILABLE')).toHaveLength(1);
    });

    it("one issuer's outage leaves the others' tokens alone, and ends without a restart", async () => {
      keyServer.broken = true;
      let now = Date.now();
      await start({ clock: () => now });

      expect((await get('/who', mint(rsa))).status).toBe(503);
      expect((await get('/who', mint(hmac, { iss: INTERNAL }))).status).toBe(200);

      keyServer.broken = false;
      now += 10_000; // past the back-off
      expect((await get('/who', mint(rsa))).status).toBe(200);
    });

    it('a key that the issuer has just begun to sign with is found without a restart', async () => {
      await start();
      expect((await get('/who', mint(rsa))).status).toBe(200);

      const next = rsaKeyPair('rsa-2');
      keyServer.keys = [rsa.publicJwk, next.publicJwk];
      expect((await get('/who', mint(next))).status).toBe(200);
      expect((await get('/who', mint(rsa))).status).toBe(200);
      expect(keyServer.count).toBe(2);
    });

    it('a role that is not met is an insufficient scope: 403', async () => {
      await start();
      const { status, headers, json } = await get('/staff', mint(rsa, { role: 'viewer' }));

      expect(status).toBe(403);
      expect(headers.get('www-authenticate')).toBe(
        'Bearer realm="api", error="insufficient_scope"',
      );
      expect(json()).toEqual({ statusCode: 403, message: 'Forbidden' });
      expect((await get('/staff', mint(rsa, { role: 'editor' }))).status).toBe(200);
    });

    it('the realm of every challenge is the one of the options', async () => {
      await start({ realm: 'Orders of 2026' });
      const challenges = await Promise.all([
        get('/who'),
        get('/who', 'x.y.z'),
        get('/who', 'a b'),
        get('/staff', mint(rsa)),
      ]);

      expect(challenges.map(({ status }) => status)).toEqual([401, 401, 400, 403]);
      for (const { headers } of challenges) {
        expect(headers.get('www-authenticate')).toMatch(/^Bearer realm="Orders of 2026"/);
      }
    });
  });

  it('the start does not wait for keys, and the log names the issuer whose keys are unavailable', async () => {
    keyServer.broken = true;
    const options = { issuer: ISSUER, audience: AUDIENCE, jwksUri: keyServer.uri };
    app = await startApp(platform, { imports: [JwtAuthModule.forRoot(options)] });
    while (app.logger.with('are unavailable').length === 0) {
      await new Promise((next) => setImmediate(next));
    }

    expect(app.logger.with(`keys of ${ISSUER} are unavailable`)).toHaveLength(1);
  });
});

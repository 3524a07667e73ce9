import { JwtAuthModule } from '@portcullis/nest';
import { PLATFORMS, startApp, type RunningApp } from '../support/app.js';
import { battery, batteryOptions, secretsOf } from '../support/battery.js';
import { ManualController, PassportController, WhoController } from '../support/controllers.js';

const INVALID_TOKEN =
  'Bearer realm="api", error="invalid_token", error_description="The access token is invalid or expired"';

describe.each(PLATFORMS)('on %s', (platform) => {
  let globally: RunningApp;
  let manually: RunningApp;

  beforeAll(async () => {
    globally = await startApp(platform, {
      imports: [JwtAuthModule.forRoot({ ...batteryOptions, strategy: false })],
      controllers: [WhoController],
    });
    manually = await startApp(platform, {
      imports: [JwtAuthModule.forRoot({ ...batteryOptions, guard: 'manual' })],
      controllers: [ManualController, PassportController],
    });
  });

  afterAll(async () => {
    await globally.close();
    await manually.close();
  });

  it.each(battery)(
    '$name: $status through the global guard, the guards by hand and AuthGuard alike',
    async (request) => {
      const { headers, status } = request;
      const byGuard = await globally.get('/who', undefined, { headers });
      const byHand = await manually.get('/manual/who', undefined, { headers });
      const byPassport = await manually.get('/passport/who', undefined, { headers });

      expect(byGuard.status).toBe(status);
      expect(byHand.bytes).toBe(byGuard.bytes);
      expect(byPassport.bytes).toBe(byGuard.bytes);
    },
  );

  it.each(battery.filter(({ code }) => code !== undefined))(
    '$name: the log says $code at each door and never the token',
    async (request) => {
      const { headers, code = '' } = request;
      const doors: readonly (readonly [RunningApp, string])[] = [
        [globally, '/who'],
        [manually, '/manual/who'],
        [manually, '/passport/who'],
      ];
      for (const [app, path] of doors) {
        // One logger is current in a process: that of the application which was made last.
        manually.logger.lines.length = 0;
        const answer = await app.get(path, undefined, { headers });
        expect(manually.logger.with(code)).toHaveLength(1);
        for (const secret of secretsOf(request)) {
          expect(manually.logger.text).not.toContain(secret);
          expect(answer.bytes).not.toContain(secret);
        }
      }
    },
  );

  it('every bad token is answered with the same bytes and the challenge of RFC 6750', async () => {
    const bad = battery.filter(({ status, code }) => status === 401 && code !== undefined);
    const answers = await Promise.all(
      bad.map(({ headers }) => globally.get('/who', undefined, { headers })),
    );

    expect(new Set(answers.map(({ bytes }) => bytes)).size).toBe(1);
    expect(answers[0]?.headers.get('www-authenticate')).toBe(INVALID_TOKEN);
    expect(answers[0]?.json()).toEqual({ statusCode: 401, message: 'Unauthorized' });
  });

  it('a request without a credential is told the realm and nothing to blame, and is not logged', async () => {
    manually.logger.lines.length = 0;
    const { status, headers, json } = await globally.get('/who');

    expect(status).toBe(401);
    expect(headers.get('www-authenticate')).toBe('Bearer realm="api"');
    expect(json()).toEqual({ statusCode: 401, message: 'Unauthorized' });
    expect(manually.logger.lines).toEqual([]);
  });

  it('a malformed credential is an invalid request', async () => {
    const { status, headers, json } = await globally.get('/who', undefined, {
      headers: [['Authorization', 'Bearer']],
    });

    expect(status).toBe(400);
    expect(headers.get('www-authenticate')).toBe('Bearer realm="api", error="invalid_request"');
    expect(json()).toEqual({ statusCode: 400, message: 'Bad Request' });
  });
});

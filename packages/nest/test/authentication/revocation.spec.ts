/** Row 62 in an application: a token that was revoked, and a list that is not known. */
import { JwtAuthModule } from '@portcullis/nest';
import { MemoryRevocationStore, Revocations } from '@portcullis/issuer';
import { PLATFORMS, startApp, type RunningApp } from '../support/app.js';
import { ManualController, PassportController } from '../support/controllers.js';
import { secretKey } from '../support/keys.js';
import { AUDIENCE, ISSUER, mint } from '../support/tokens.js';

const hmac = secretKey();
let app: RunningApp;
let revocations: Revocations;

/** What both guards answer, which must be the same. */
async function answer(token: string) {
  const byGuard = await app.get('/manual/who', token);
  const byPassport = await app.get('/passport/who', token);
  expect(byPassport.bytes).toBe(byGuard.bytes);
  return byGuard;
}

describe.each(PLATFORMS)('on %s', (platform) => {
  beforeEach(async () => {
    revocations = new Revocations({ issuer: ISSUER, store: new MemoryRevocationStore() });
    app = await startApp(platform, {
      imports: [
        JwtAuthModule.forRootAsync({
          useFactory: () => ({
            issuer: ISSUER,
            audience: AUDIENCE,
            secret: hmac.key,
            guard: 'manual',
            revocations,
          }),
        }),
      ],
      controllers: [ManualController, PassportController],
    });
  });

  afterEach(async () => {
    await app.close();
    await revocations.close();
  });

  it('a revoked token is answered as any bad one, though it was cached', async () => {
    await revocations.start();
    const [token, twin] = [mint(hmac, { sid: 'one' }), mint(hmac, { sid: 'two' })];
    expect((await answer(token)).status).toBe(200);
    await revocations.revokeSession('one');
    const refused = await answer(token);
    expect(refused.status).toBe(401);
    expect(refused.bytes).toBe((await answer(`${token}A`)).bytes);
    expect((await answer(twin)).status).toBe(200);
    expect(app.logger.with('ERR_TOKEN_REVOKED')).toHaveLength(2);
  });

  it('before revocations are known every token waits: 503 with Retry-After', async () => {
    const token = mint(hmac);
    const refused = await answer(token);
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('5');
    expect(refused.headers.has('www-authenticate')).toBe(false);
    await revocations.start();
    expect((await answer(token)).status).toBe(200);
  });
});

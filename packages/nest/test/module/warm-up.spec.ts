/** Remote keys at boot: loaded ahead, and the application starts without them unless they are required. */
import { KeysUnavailableError } from '@portcullis/core';
import { JwtAuthModule, type NestAuthOptions } from '@portcullis/nest';
import { createApp, startApp, type RunningApp } from '../support/app.js';
import { WhoController } from '../support/controllers.js';
import { KeyServer } from '../support/key-server.js';
import { rsaKeyPair } from '../support/keys.js';
import { AUDIENCE, ISSUER, mint } from '../support/tokens.js';

const key = rsaKeyPair('key-1');
let keyServer: KeyServer;

beforeEach(async () => {
  keyServer = await KeyServer.start(key.publicJwk);
});
afterEach(() => keyServer.stop());

const rootOf = (warmUp: NestAuthOptions['warmUp']) => ({
  imports: [
    JwtAuthModule.forRoot({
      issuer: ISSUER,
      audience: AUDIENCE,
      jwksUri: keyServer.uri,
      ...(warmUp === undefined ? {} : { warmUp }),
    }),
  ],
  controllers: [WhoController],
});

async function running(warmUp: NestAuthOptions['warmUp'], use: (app: RunningApp) => Promise<void>) {
  const app = await startApp('express', rootOf(warmUp));
  try {
    await use(app);
  } finally {
    await app.close();
  }
}

/** What stops the start of an application. */
async function startError(warmUp: NestAuthOptions['warmUp']): Promise<unknown> {
  const { nest } = await createApp('express', rootOf(warmUp));
  const error = await nest.init().then(
    () => undefined,
    (reason: unknown) => reason,
  );
  await nest.close();
  return error;
}

describe('keys at boot', () => {
  it('are loaded ahead by default, once', async () => {
    await running(undefined, async (app) => {
      expect((await app.get('/who', mint(key))).status).toBe(200);
      expect(keyServer.count).toBe(1);
    });
  });

  it('that are unavailable are logged, and the application starts', async () => {
    keyServer.broken = true;
    await running(true, async (app) => {
      expect((await app.get('/who', mint(key))).status).toBe(503);
      expect(app.logger.with(`keys of ${ISSUER} are unavailable`)).toHaveLength(1);
      expect(keyServer.count).toBe(1);
    });
  });

  it('are left to the first token when asked not to', async () => {
    await running(false, async (app) => {
      expect(keyServer.count).toBe(0);
      expect((await app.get('/who', mint(key))).status).toBe(200);
      expect(keyServer.count).toBe(1);
    });
  });

  it('that are required are there before the first request', async () => {
    await running('required', async (app) => {
      expect(keyServer.count).toBe(1);
      keyServer.broken = true;
      expect((await app.get('/who', mint(key))).status).toBe(200);
      expect(keyServer.count).toBe(1);
    });
  });

  it('that are required and unavailable prevent the start, and the error names the issuer', async () => {
    keyServer.broken = true;
    const error = await startError('required');
    expect(error).toBeInstanceOf(KeysUnavailableError);
    expect((error as Error).message).toMatch(`'required', and keys of ${ISSUER} are unavailable`);
    expect(keyServer.count).toBe(1);
  });
});

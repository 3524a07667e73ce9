/** Callbacks of the application that never settle: 503 with Retry-After in bounded time, and nobody else pays. */
import { Controller, Get, Injectable } from '@nestjs/common';
import { KeysUnavailableError } from '@portcullis/core';
import { StoreUnavailableError } from '@portcullis/issuer';
import { JwtAuthModule, RequirePolicy, Roles, type AccessPolicy } from '@portcullis/nest';
import { startApp, type RunningApp } from '../support/app.js';
import { secretKey } from '../support/keys.js';
import { AUDIENCE, ISSUER, mint } from '../support/tokens.js';
import {
  CLIENT_ID,
  CLIENT_SECRET,
  clients,
  issuerOptions,
  People,
  startIssuer,
} from '../issuer/issuer-app.js';

const key = secretKey();
const never = (): Promise<never> => new Promise(() => undefined);
const unavailable = { statusCode: 503, message: 'Service Unavailable' };

let isHanging = false;
/** What a policy throws. */
let fault: Error | undefined;

@Injectable()
class SlowPolicy implements AccessPolicy {
  async canAccess(): Promise<boolean> {
    if (fault) throw fault;
    return isHanging ? never() : true;
  }
}

@Controller()
class PagesController {
  @Get('any')
  any(): string {
    return 'any';
  }

  @RequirePolicy(SlowPolicy)
  @Get('policy')
  policy(): string {
    return 'policy';
  }

  @Roles('viewer')
  @Get('role')
  role(): string {
    return 'role';
  }
}

describe('a verifier whose callback never settles', () => {
  let app: RunningApp;

  afterEach(async () => {
    isHanging = false;
    fault = undefined;
    await app.close();
  });

  const start = async (mapUser?: () => unknown): Promise<void> => {
    const trusted = { issuer: ISSUER, audience: AUDIENCE, secret: key.key, callbackTimeout: 0.05 };
    app = await startApp('express', {
      imports: [JwtAuthModule.forRoot({ ...trusted, ...(mapUser && { mapUser }) })],
      controllers: [PagesController],
      providers: [SlowPolicy],
    });
  };
  const token = mint(key, { role: 'viewer' });

  it('answers 503 while mapUser hangs, and lets users in again after it', async () => {
    await start(() => (isHanging ? never() : { id: 'user-1' }));
    isHanging = true;
    const refused = await app.get('/any', token);
    expect([refused.status, refused.json()]).toEqual([503, unavailable]);
    expect(refused.headers.get('retry-after')).toBe('1');
    isHanging = false;
    expect((await app.get('/any', token)).status).toBe(200);
  });

  it('answers 503 while a policy hangs, for its handlers alone', async () => {
    await start();
    isHanging = true;
    const [refused, other] = await Promise.all([
      app.get('/policy', token),
      app.get('/role', token),
    ]);
    expect([refused.status, refused.json()]).toEqual([503, unavailable]);
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(other.status).toBe(200);
    isHanging = false;
    expect((await app.get('/policy', token)).status).toBe(200);
  });

  it.each<[number, string, Error]>([
    [503, 'a store that is away', new StoreUnavailableError('the session store')],
    [503, 'an outage', new KeysUnavailableError('the keys are away', 1)],
    [500, 'a bug', new Error('a bug')],
    [500, 'another code', Object.assign(new Error('a bug'), { code: 'ERR_STORE_FULL' })],
  ])('answers %d where mapUser or a policy fails by %s', async (status, _what, error) => {
    let isAway = true;
    await start(() => {
      if (isAway) throw error;
      return { id: 'user-1' };
    });
    expect((await app.get('/any', token)).status).toBe(status);
    isAway = false;
    fault = error;
    expect((await app.get('/policy', token)).status).toBe(status);
    expect((await app.get('/role', token)).status).toBe(200);
  });

  it('does not start with an invalid limit', async () => {
    await start();
    for (const callbackTimeout of [0, -1, '2m', Number.NaN]) {
      const options = { issuer: ISSUER, audience: AUDIENCE, secret: key.key, callbackTimeout };
      const starting = startApp('express', { imports: [JwtAuthModule.forRoot(options)] });
      await expect(starting).rejects.toThrow(/callbackTimeout/);
    }
  });
});

describe('an issuer whose callback never settles', () => {
  it('answers 503 at a sign-in, a refresh and for a client, and nobody is signed out', async () => {
    const people = new People();
    const app = await startIssuer('express', {
      ...issuerOptions(people),
      callbackTimeout: 0.05,
      grant: (...asked) => (isHanging ? never() : people.grant(...asked)),
      clients: (...asked) => (isHanging ? never() : clients(...asked)),
    });
    const client = Buffer.from(`${encodeURIComponent(CLIENT_ID)}:${CLIENT_SECRET}`);
    const askAsClient = () =>
      app.form('/auth/token', 'grant_type=client_credentials', [
        ['authorization', `Basic ${client.toString('base64')}`],
      ]);
    try {
      const { refresh_token: token } = await app.signIn('ada');
      isHanging = true;
      const begun = performance.now();
      const refused = await Promise.all([
        app.post('/login', { name: 'ada' }),
        app.post('/renew', { token }),
        askAsClient(),
      ]);
      for (const answer of refused) {
        expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1']);
      }
      expect(performance.now() - begun).toBeLessThan(2900); // the defaults are 3 and 5 seconds
      isHanging = false;
      expect((await app.post('/renew', { token })).status).toBe(201);
      expect((await askAsClient()).status).toBe(200);
      expect(await app.issuer.sessions.list('ada')).toHaveLength(1);
    } finally {
      isHanging = false;
      await app.close();
    }
  });
});

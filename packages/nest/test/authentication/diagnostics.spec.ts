import { createHash } from 'node:crypto';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { JwtAuthModule, type RejectedEvent } from '@portcullis/nest';
import { startApp, type RunningApp } from '../support/app.js';
import { WhoController } from '../support/controllers.js';
import { rsaKeyPair } from '../support/keys.js';
import { AUDIENCE, ISSUER, mint } from '../support/tokens.js';

const CHANNEL = 'portcullis:access:denied';
const rsa = rsaKeyPair('rsa-1');
const expired = mint(rsa, { exp: Math.floor(Date.now() / 1000) - 60 });
const fingerprint = createHash('sha256').update(expired).digest('hex').slice(0, 8);

let app: RunningApp;
let events: RejectedEvent[] = [];
const listen = (event: unknown): void => void events.push(event as RejectedEvent);

beforeAll(async () => {
  app = await startApp('express', {
    imports: [
      JwtAuthModule.forRoot({
        issuer: ISSUER,
        audience: AUDIENCE,
        jwks: { keys: [rsa.publicJwk] },
      }),
    ],
    controllers: [WhoController],
  });
});

beforeEach(() => {
  events = [];
  app.logger.lines.length = 0;
  subscribe(CHANNEL, listen);
});

afterEach(() => unsubscribe(CHANNEL, listen));
afterAll(() => app.close());

describe('a refusal', () => {
  it('is logged with its reason, issuer, algorithm, key and the fingerprint of the token', async () => {
    await app.get('/who', expired);

    expect(app.logger.lines).toHaveLength(1);
    expect(app.logger.text).toMatch(/^warn ERR_TOKEN_EXPIRED \(.+\).* JwtAuth$/);
    expect(app.logger.text).toContain(
      ` issuer="${ISSUER}" alg="RS256" kid="rsa-1" token="${fingerprint}"`,
    );
  });

  it.each([
    ['iss', { iss: `${ISSUER}/` }, `received "${ISSUER}/"; trusted "${ISSUER}"`],
    [
      'aud',
      { aud: 'a\nWARN forged' },
      String.raw`received "a\nWARN forged"; trusted "${AUDIENCE}"`,
    ],
  ])('for a wrong %s is logged with what came and what is trusted', async (claim, claims, why) => {
    const answer = await app.get('/who', mint(rsa, claims));

    expect(app.logger.lines).toHaveLength(1);
    expect(app.logger.text).toContain(`: ${why})`);
    expect(app.logger.text.trim().split('\n')).toHaveLength(1);
    // The log alone: neither the client nor the channel is told.
    expect(events).toMatchObject([{ claim }]);
    const told = [answer.bytes, JSON.stringify(events)].join();
    for (const value of [`${ISSUER}/`, 'forged', 'trusted']) expect(told).not.toContain(value);
  });

  it('is published on the diagnostics channel', async () => {
    await app.get('/who', expired);

    expect(events).toEqual([
      {
        code: 'ERR_TOKEN_EXPIRED',
        claim: 'exp',
        issuer: ISSUER,
        alg: 'RS256',
        kid: 'rsa-1',
        fingerprint,
      },
    ]);
  });

  it('has no fingerprint where no token was found', async () => {
    await app.get('/who', undefined, { headers: [['Authorization', 'Bearer']] });

    expect(events).toEqual([{ code: 'ERR_REQUEST_MALFORMED', fingerprint: undefined }]);
    expect(app.logger.text).not.toContain('token=');
  });

  it('holds no claim, and no key ID that could forge a log line', async () => {
    const kid = 'k'.repeat(80);
    await app.get('/who', mint(rsa, { email: 'ada@example.com' }, { kid: 'a\nERROR forged' }));
    await app.get('/who', mint(rsa, { email: 'ada@example.com' }, { kid }));

    expect(app.logger.lines).toHaveLength(2);
    for (const line of app.logger.lines) {
      expect(line).not.toContain('ada@example.com');
      expect(line).not.toContain('\n');
      expect(line).not.toContain(kid);
    }
  });

  it('of a request without a credential is neither logged nor published', async () => {
    await app.get('/who');

    expect(events).toEqual([]);
    expect(app.logger.lines).toEqual([]);
  });
});

/** The demonstrations of the page, and the logic of its views. */
import { randomBytes } from 'node:crypto';
import { MemorySessionStore, RefreshRejectedError, RefreshSessions } from '@portcullis/issuer';
import { UNREACHABLE, type Answer } from '../../src/http/answer.js';
import type { ApiRequest } from '../../src/http/ask.js';
import { accessInWords, matching, type AuditedRoute } from '../../src/audit/audited-route.js';
import { countRequests, type Count } from '../../src/keys/request-loop.js';
import { timelineOf } from '../../src/keys/timeline.js';
import { demonstrateTheft, type Scene } from '../../src/sessions/stolen.js';
import { segmentOfText } from '../../src/token/base64url.js';
import { claimsOf, decodePart, segmentsOf } from '../../src/token/decode.js';
import { comparison } from '../../src/token/comparison.js';
import type { Step } from '../../src/token/step.js';
import { tokenOf } from '../../src/try-it/try-tokens.js';

const answer = (status: number, body?: unknown): Answer => ({ ...UNREACHABLE, status, body });

/** Runs the demonstration with real sessions and a simulated API. */
async function play(): Promise<readonly Scene[]> {
  const sessions = new RefreshSessions({
    store: new MemorySessionStore(),
    refreshKey: randomBytes(32),
  });
  const scenes: Scene[] = [];
  let isEnded = false;
  await demonstrateTheft({
    askAsUser: async () => {
      const { refreshToken } = await sessions.begin('somebody', {});
      return answer(200, { access_token: 'a', refresh_token: refreshToken });
    },
    ask: async ({ path, body, cookies }: ApiRequest) => {
      expect(cookies).toBe(false); // the user's own session is not used
      if (path === '/profile') return answer(isEnded ? 401 : 200);
      const { refresh_token: shown } = body as { readonly refresh_token: string };
      try {
        const { refreshToken } = await sessions.refresh(shown);
        return answer(200, { access_token: 'a', refresh_token: refreshToken });
      } catch (error) {
        if (!(error instanceof RefreshRejectedError)) throw error;
        isEnded = true;
        return answer(401);
      }
    },
    show: (scene) => scenes.push(scene),
  });
  return scenes;
}

describe('the demonstration of a theft', () => {
  it('lets the owner refresh until the thief appears, and then rejects both', async () => {
    const scenes = await play();
    expect(scenes.map(({ status }) => status)).toEqual([
      200,
      undefined,
      200,
      200,
      200,
      401,
      401,
      401,
    ]);
  });

  it('stops when the API does not answer', async () => {
    const scenes: Scene[] = [];
    await demonstrateTheft({
      askAsUser: async () => answer(503),
      ask: async () => answer(503),
      show: (scene) => scenes.push(scene),
    });
    expect(scenes).toEqual([expect.objectContaining({ status: 503 })]);
  });
});

describe('the counter of requests', () => {
  it('counts sent and failed requests, and requests by key', async () => {
    let shown: Count | undefined;
    let kid = 'k1';
    let sent = 0;
    await countRequests({
      request: async () => answer(++sent === 3 ? 503 : 200),
      refresh: async () => void (kid = 'k2'),
      accessToken: () => `${segmentOfText(JSON.stringify({ kid }))}.e30.x`,
      next: async () => sent < 30,
      show: (count) => (shown = count),
    });
    expect(shown).toEqual({
      sent: 30,
      failed: 1,
      byKey: new Map([
        ['k1', 24],
        ['k2', 6],
      ]),
    });
  });
});

describe('the timeline of keys', () => {
  const at = (hour: number) => new Date(Date.UTC(2027, 0, 1, hour)).toISOString();
  const ring = {
    now: at(10),
    jwks_max_age: 600,
    keys: [
      {
        kid: 'next',
        alg: 'ES256',
        state: 'staged',
        created_at: at(9),
        signs_from: at(12),
        signs_until: null,
        leaves_at: null,
      },
      {
        kid: 'old',
        alg: 'ES256',
        state: 'retired',
        created_at: at(0),
        signs_from: at(1),
        signs_until: at(8),
        leaves_at: at(11),
      },
    ],
  } as const;

  it('places the times in order', () => {
    const { bars, now } = timelineOf(ring);
    const old = bars[1];
    const order = [
      0,
      old?.published.from,
      old?.signing.from,
      old?.signing.to,
      now,
      old?.published.to,
      bars[0]?.signing.from,
      1,
    ];
    expect(order).toEqual(order.toSorted((a = 0, b = 0) => a - b));
  });

  it('extends bars without an end to the edge', () => {
    expect(timelineOf(ring).bars[0]?.signing.to).toBe(1);
  });
});

describe('the comparison of browser and API', () => {
  const good: Step = { title: 'Signature', state: 'passed', detail: '' };
  const bad: Step = { title: 'Expiry', state: 'failed', detail: '' };
  const unknown: Step = { title: 'Key', state: 'not checked here', detail: '' };

  it.each<[readonly Step[], number, string]>([
    [[good], 200, 'In this browser, every step passed. The API accepts the token too.'],
    [[good, bad], 401, 'In this browser, step 2 (Expiry) failed. The API rejects the token too'],
    [[good], 401, 'it may have been revoked'],
    [[unknown], 200, 'some steps could not be checked. The API accepts the token'],
    [[bad], 200, 'it trusts more issuers'],
    [[bad], 503, 'did not say whether the token is valid'],
  ])('of %j and %d', (steps, status, words) => {
    expect(comparison(steps, answer(status))).toContain(words);
  });
});

describe('a token to try', () => {
  const options = {
    issuer: 'https://own.example',
    audience: 'api',
    identity_provider: { name: 'x', issuer: 'https://provider.example' },
    demo_users: [],
  };

  it('is mine, none, or a corrupted one', () => {
    expect(tokenOf('mine', 'a.b.c', options)).toBe('a.b.c');
    expect(tokenOf('none', 'a.b.c', options)).toBeUndefined();
    expect(tokenOf('corrupted', 'a.b.c', options)).toBe('a.b.A');
  });

  it('of the provider names its issuer and an unknown key', () => {
    const token = tokenOf('foreign', undefined, options) ?? '';
    expect(claimsOf(token)).toMatchObject({ iss: 'https://provider.example', aud: 'api' });
    expect(decodePart(segmentsOf(token).header).json?.['kid']).toMatch(/^made-up-/);
  });
});

describe('a route of the audit', () => {
  const route: AuditedRoute = {
    transport: 'http',
    route: 'GET /admin/users',
    handler: 'AdminController.users',
    access: 'authenticated',
    rules: ["@Roles('admin')"],
    reportOnly: [],
  };

  it('is found by any of its words', () => {
    for (const wanted of ['', 'ADMIN', '/users', '@roles', 'authenticated']) {
      expect(matching([route], wanted)).toEqual([route]);
    }
    expect(matching([route], 'articles')).toEqual([]);
  });

  it('says who has access', () => {
    expect(accessInWords(route)).toContain('satisfy the rules');
    expect(accessInWords({ ...route, rules: [] })).toBe('Any signed-in user');
    expect(accessInWords({ ...route, access: 'public' })).toBe('Everyone');
    expect(accessInWords({ ...route, access: 'unguarded' })).toContain('no guard protects it');
    expect(accessInWords({ ...route, access: 'optional' })).toContain('verified if present');
  });
});

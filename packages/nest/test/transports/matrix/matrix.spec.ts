/**
 * Every transport against every kind of credential: real servers, real clients. What each client is told is one table
 * of docs/evidence/transports.md, which `npm run docs:transports` writes.
 */
import { MemoryRevocationStore, Revocations, StoreUnavailableError } from '@portcullis/issuer';
import { JwtAuthModule } from '@portcullis/nest';
import { withTable } from '../../../../../tools/docs/written-table.mjs';
import { KeyServer } from '../../support/key-server.js';
import { rsaKeyPair, secretKey } from '../../support/keys.js';
import { AUDIENCE, ISSUER, mint, tampered } from '../../support/tokens.js';
import type { Handler, Lane, RunningLane } from './lane.js';
import { graphqlLanes } from './lanes/graphql.js';
import { express, fastify, sse } from './lanes/http.js';
import { microserviceLanes } from './lanes/microservices.js';
import { socketIo, ws } from './lanes/sockets.js';

const LANES: readonly Lane[] = [
  express,
  fastify,
  sse,
  ...graphqlLanes,
  socketIo,
  ws,
  ...microserviceLanes,
];

const hmac = secretKey();
const rsa = rsaKeyPair('rsa-1');
const UNREACHABLE = 'https://unreachable.example';
const good = mint(hmac);
const AWAY = 'user-away';
const past = { iat: 1, exp: 100 };
const revoked = { jti: 'revoked', exp: Math.floor(Date.now() / 1000) + 600 };

/** A row: what is asked, with what, and who the handler must find; or the status that HTTP has for the refusal. */
type Case = readonly [
  name: string,
  handler: Handler,
  token: string | undefined,
  expected: 'user-1' | 'nobody' | 401 | 403 | 503,
];

const CASES: readonly Case[] = [
  ['no token', 'mine', undefined, 401],
  ['a good token', 'mine', good, 'user-1'],
  ['expired', 'mine', mint(hmac, past), 401],
  ['tampered', 'mine', tampered(good, { sub: 'user-2' }), 401],
  ['a wrong role', 'staff', mint(hmac, { role: 'viewer' }), 403],
  ['the right role', 'staff', mint(hmac, { role: 'admin' }), 'user-1'],
  ['revoked', 'mine', mint(hmac, revoked), 401],
  ['not revoked, of the same user', 'mine', mint(hmac, { ...revoked, jti: 'other' }), 'user-1'],
  ['bound to a key (`cnf`)', 'mine', mint(hmac, { cnf: { jkt: 'x' } }), 401],
  ['keys unavailable', 'mine', mint(rsa, { iss: UNREACHABLE }), 503],
  ['`mapUser` store unavailable', 'mine', mint(hmac, { sub: AWAY }), 503],
  ['`@Public()`, no token', 'open', undefined, 'nobody'],
  ['`@Public()`, a bad token', 'open', 'x.y.z', 'nobody'],
  ['`@OptionalAuth()`, no token', 'maybe', undefined, 'nobody'],
  ['`@OptionalAuth()`, a good token', 'maybe', good, 'user-1'],
  ['`@OptionalAuth()`, a bad token', 'maybe', tampered(good, { sub: 'user-2' }), 401],
];

// The free gateway takes a public message only from a socket that was opened without a bad token.
const SOCKETS = new Set([socketIo, ws]);

const table = new Map<string, Map<string, string>>();
const revocations = new Revocations({ issuer: ISSUER, store: new MemoryRevocationStore() });
let keyServer: KeyServer;

beforeAll(async () => {
  await revocations.start();
  await revocations.revokeToken(revoked);
  keyServer = await KeyServer.start();
  keyServer.broken = true;
});

afterAll(async () => {
  await revocations.close();
  await keyServer.stop();
});

describe.each(LANES.map((lane) => [lane.name, lane] as const))('%s', (name, lane) => {
  let running: RunningLane;

  beforeAll(async () => {
    running = await lane.open(
      JwtAuthModule.forRoot({
        issuers: [
          { issuer: ISSUER, audience: AUDIENCE, secret: hmac.key },
          { issuer: UNREACHABLE, audience: AUDIENCE, jwksUri: keyServer.uri },
        ],
        strategy: false,
        revocations,
        mapUser: ({ claims }) => {
          if (claims.sub === AWAY) throw new StoreUnavailableError('the store of users');
          return { id: claims.sub };
        },
      }),
    );
    table.set(name, new Map());
  });

  afterAll(() => running.close());

  it.each(CASES)('%s', async (row, handler, token, wanted) => {
    const isBadSocket = SOCKETS.has(lane) && handler === 'open' && token !== undefined;
    const expected = isBadSocket ? 401 : wanted;
    const { user, said } = await running.ask(handler, token);
    table.get(name)?.set(row, user === undefined ? said : `${said}: ${user}`);

    expect(typeof expected === 'number' ? said : user).toBe(
      typeof expected === 'number' ? lane.refusals[expected] : expected,
    );
    expect(user === undefined).toBe(typeof expected === 'number');
  });
});

it('what happened is the table of docs/evidence/transports.md', async () => {
  const { current, happened } = await withTable(PLACE, [
    ['', ...CASES.map(([row]) => row)],
    ...LANES.map(({ name }) => [
      `**${name}**`,
      ...CASES.map(([row]) => table.get(name)?.get(row) ?? ''),
    ]),
  ]);

  expect(current).toBe(happened);
});

const PLACE = {
  document: 'docs/evidence/transports.md',
  begin: '<!-- The matrix: npm run docs:transports -->',
  end: '<!-- The end of the matrix -->',
};

/** Keys over TLS: from a server with an unknown certificate, and with a `fetch` that trusts it. */
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer, request, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { createVerifier } from '../../src/index.js';
import { clock } from '../support/bench.js';
import { serverCertificatePem } from '../support/certificate.js';
import { keyOf } from '../support/keys.js';
import { AUDIENCE, ISSUER, mint } from '../support/tokens.js';
import { verdictOf } from '../support/verdict.js';

const key = keyOf('ES256');
const pair = generateKeyPairSync('ed25519');
const cert = serverCertificatePem(pair.publicKey, pair.privateKey);

let server: Server;
let address: string;
let asked = 0;
beforeAll(async () => {
  const privateKey = pair.privateKey.export({ type: 'pkcs8', format: 'pem' });
  server = createServer({ cert, key: privateKey }, (_request, response) => {
    asked++;
    response.end(JSON.stringify({ keys: [key.jwk] }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  address = `https://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`;
});
beforeEach(() => {
  asked = 0;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** What a user with a private certificate authority writes, without undici and its `Agent`. */
const ownFetch: typeof fetch = (input, init) =>
  new Promise((resolve, reject) => {
    const headers = init?.headers as Record<string, string>;
    const options = { ca: cert, headers, signal: init?.signal ?? undefined };
    request(input as URL, options, (answer) => {
      const { statusCode: status = 500 } = answer;
      const received = Object.entries(answer.headers).map(([name, value]) => [name, String(value)]);
      const body = Readable.toWeb(answer) as ReadableStream;
      resolve(new Response(body, { status, headers: received as [string, string][] }));
    })
      .on('error', reject)
      .end();
  });

const open = (remote: object) =>
  createVerifier({ issuer: ISSUER, audience: AUDIENCE, clock, jwksUri: address, remote });

describe('a server with a self-signed certificate', () => {
  it('is unavailable, and gets no request', async () => {
    const verifier = open({});
    expect(await verdictOf(() => verifier.verify(mint(key)))).toBe('ERR_KEYS_UNAVAILABLE');
    expect(asked).toBe(0);
    verifier.close();
  });

  it('is asked once with a fetch that trusts its certificate', async () => {
    const verifier = open({ fetch: ownFetch });
    expect(await verdictOf(() => verifier.verify(mint(key)))).toBe('accepted');
    expect(asked).toBe(1);
    verifier.close();
  });
});

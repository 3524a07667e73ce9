/** Other issuers, which our verifier discovers through their metadata. */
import { createServer } from 'node:http';
import { OAuth2Server } from 'oauth2-mock-server';
import { createVerifier } from '@portcullis/core';
import { tamperedCopies } from './material.mjs';
import { tryWith } from './ledger.mjs';

const API = 'https://api.example';

export async function tryIssuers(ledger) {
  for (const theirs of [oidcProvider, betterAuth, mockServer]) {
    const row = `@portcullis/core, of ${theirs.issuer}`;
    try {
      await theirs.run(async ({ options, token }) => {
        const verifier = createVerifier(options);
        const good = { alg: 'its', typ: 'token', when: 'that it issued', token, key: {} };
        const verify = (given) => verifier.verify(given.token);
        await tryWith(ledger, row, verify, [good], tamperedCopies);
      });
    } catch (error) {
      ledger.fault(row, `${error.message} ${error.cause ?? ''}`);
    }
  }
}

/** Serves on a free loopback port while `use` runs. `listenerAt` receives the address. */
async function served(listenerAt, use) {
  let listener;
  const server = createServer((request, response) => listener(request, response));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${server.address().port}`;
  try {
    listener = await listenerAt(address);
    await use(address);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

const oidcProvider = {
  issuer: 'oidc-provider',
  async run(use) {
    const { Provider } = await import('oidc-provider');
    const client = { client_id: 'jobs', client_secret: 'a secret of one run', redirect_uris: [] };
    const configuration = {
      clients: [{ ...client, grant_types: ['client_credentials'], response_types: [] }],
      features: {
        devInteractions: { enabled: false },
        clientCredentials: { enabled: true },
        resourceIndicators: {
          enabled: true,
          defaultResource: () => API,
          getResourceServerInfo: () => ({ scope: 'jobs', accessTokenFormat: 'jwt', audience: API }),
        },
      },
    };
    await served(
      (address) => new Provider(address, configuration).callback(),
      async (address) => {
        const { access_token: token } = await json(`${address}/token`, {
          method: 'POST',
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          body: new URLSearchParams({
            grant_type: 'client_credentials',
            client_id: client.client_id,
            client_secret: client.client_secret,
          }),
        });
        const options = { issuer: address, audience: API, discover: true, profile: 'rfc9068' };
        await use({ options, token });
      },
    );
  },
};

/** Publishes a JWKS, but no metadata. The audience of its tokens is its own address. */
const betterAuth = {
  issuer: 'better-auth',
  async run(use) {
    const { betterAuth: create } = await import('better-auth');
    const { memoryAdapter } = await import('better-auth/adapters/memory');
    const { jwt } = await import('better-auth/plugins');
    const { toNodeHandler } = await import('better-auth/node');
    const tables = { user: [], session: [], account: [], verification: [], jwks: [] };
    await served(
      (address) =>
        toNodeHandler(
          create({
            baseURL: address,
            secret: 'a secret that is long enough for one run',
            database: memoryAdapter(tables),
            emailAndPassword: { enabled: true },
            plugins: [jwt()],
            telemetry: { enabled: false },
          }),
        ),
      async (address) => {
        const signUp = await fetch(`${address}/api/auth/sign-up/email`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', origin: address },
          body: JSON.stringify({ email: 'a@example.com', password: 'longer than 8', name: 'A' }),
        });
        const cookie = signUp.headers.getSetCookie().map((line) => line.split(';')[0]);
        const { token } = await json(`${address}/api/auth/token`, {
          headers: { cookie: cookie.join('; ') },
        });
        const jwksUri = `${address}/api/auth/jwks`;
        await use({ options: { issuer: address, audience: address, jwksUri }, token });
      },
    );
  },
};

const mockServer = {
  issuer: 'oauth2-mock-server',
  async run(use) {
    const server = new OAuth2Server();
    await server.issuer.keys.generate('RS256');
    await server.start(0, '127.0.0.1');
    try {
      const { url } = server.issuer;
      const token = await server.issuer.buildToken({
        scopesOrTransform: (_header, payload) => Object.assign(payload, { aud: API, sub: 'a' }),
      });
      await use({ options: { issuer: url, audience: API, discover: true }, token });
    } finally {
      await server.stop();
    }
  },
};

async function json(url, request) {
  const answer = await fetch(url, request);
  if (!answer.ok) throw new Error(`${url} returned ${answer.status}: ${await answer.text()}`);
  return answer.json();
}

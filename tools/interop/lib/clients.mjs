/** Other clients at our issuer: they discover it, request and refresh tokens, and verify them. */
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import * as oauth from 'oauth4webapi';
import * as openid from 'openid-client';
import { createVerifier } from '@portcullis/core';
import { tamperedCopies } from './material.mjs';
import { tryWith } from './ledger.mjs';
import { API, CLIENT_ID, CLIENT_SECRET, startOurIssuer } from './our-issuer.mjs';

/** An issuer without a path and one with a path, on both platforms. */
const ISSUERS = [
  ['express', { algorithm: 'RS256' }],
  ['fastify', { algorithm: 'ES256', path: '/idp' }],
];
/** Allows http, for loopback. */
const insecure = { [oauth.allowInsecureRequests]: true };

export async function tryClients(ledger) {
  for (const [platform, settings] of ISSUERS) {
    const ours = await startOurIssuer(platform, settings);
    try {
      const token = await firstToken(ours, settings);
      for (const client of [
        withOauth4webapi,
        withOpenidClient,
        withBearerMiddleware,
        withDiscover,
      ]) {
        const name = `${client.client}, at our issuer${settings.path ? ' with a path' : ''}`;
        try {
          const { verify, tokens = [] } = await client.run(ours);
          await tryWith(ledger, name, verify, [token, ...tokens.map(plain)], tamperedCopies);
        } catch (error) {
          ledger.fault(name, `${error.message} ${error.cause ?? ''}`);
        }
      }
    } finally {
      await ours.close();
    }
  }
}

const plain = (token) => ({
  alg: 'our',
  typ: 'token',
  when: 'as the client received it',
  token,
  key: {},
});

async function firstToken({ tokenIssuer }, { algorithm: alg }) {
  const { token } = await tokenIssuer.issue('user-1');
  return { alg, typ: 'at+jwt', when: 'at once', token, key: {} };
}

const withOauth4webapi = {
  client: 'oauth4webapi',
  async run({ issuer, tokenIssuer }) {
    const url = new URL(issuer);
    const found = await oauth.discoveryRequest(url, { ...insecure, algorithm: 'oauth2' });
    const server = await oauth.processDiscoveryResponse(url, found);
    const client = { client_id: CLIENT_ID };
    const tokens = [];
    for (const authenticate of [oauth.ClientSecretBasic, oauth.ClientSecretPost]) {
      const answer = await oauth.clientCredentialsGrantRequest(
        server,
        client,
        authenticate(CLIENT_SECRET),
        { scope: 'jobs' },
        insecure,
      );
      const granted = await oauth.processClientCredentialsResponse(server, client, answer);
      tokens.push(granted.access_token);
    }
    const signedIn = await tokenIssuer.signIn('user-1');
    const web = { client_id: 'web' };
    const answer = await oauth.refreshTokenGrantRequest(
      server,
      web,
      oauth.None(),
      signedIn.refresh_token,
      insecure,
    );
    const refreshed = await oauth.processRefreshTokenResponse(server, web, answer);
    tokens.push(signedIn.access_token, refreshed.access_token);
    return { tokens, verify: ({ token }) => judge(server, token) };
  },
};

/** Verifies a token as a resource server with oauth4webapi does (RFC 9068 §4). */
function judge(server, token) {
  const request = new Request('https://api.example/', {
    headers: { authorization: `Bearer ${token}` },
  });
  return oauth.validateJwtAccessToken(server, request, API, insecure);
}

const withOpenidClient = {
  client: 'openid-client',
  async run({ issuer, tokenIssuer }) {
    const settings = { algorithm: 'oauth2', execute: [openid.allowInsecureRequests] };
    const configuration = await openid.discovery(
      new URL(issuer),
      CLIENT_ID,
      undefined,
      openid.ClientSecretBasic(CLIENT_SECRET),
      settings,
    );
    const granted = await openid.clientCredentialsGrant(configuration, { scope: 'jobs' });
    const web = await openid.discovery(new URL(issuer), 'web', undefined, openid.None(), settings);
    const signedIn = await tokenIssuer.signIn('user-1');
    const refreshed = await openid.refreshTokenGrant(web, signedIn.refresh_token);
    const again = await openid.refreshTokenGrant(web, refreshed.refresh_token, { scope: 'read' });
    if (again.scope !== 'read')
      throw new Error('a refresh with a scope returned a different scope');
    const tokens = [granted, refreshed, again].map((answer) => answer.access_token);
    const server = configuration.serverMetadata();
    return { tokens, verify: ({ token }) => judge(server, token) };
  },
};

/** Runs the middleware in a real server, because it reads Express requests. */
const withBearerMiddleware = {
  client: 'express-oauth2-jwt-bearer, strict',
  async run({ issuer }) {
    const require = createRequire(import.meta.url);
    const { auth } = require('express-oauth2-jwt-bearer');
    const check = auth({ issuerBaseURL: issuer, audience: API, strict: true });
    return { verify: ({ token }) => asked(check, token) };
  },
};

async function asked(middleware, token) {
  const express = createRequire(import.meta.url)('express');
  const app = express().get('/', middleware, (_request, response) => response.sendStatus(204));
  app.use((_error, _request, response, _next) => response.sendStatus(401));
  const server = createServer(app);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = server.address();
    const headers = { authorization: `Bearer ${token}` };
    const { status } = await fetch(`http://127.0.0.1:${port}/`, { headers });
    return status === 204;
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

const withDiscover = {
  client: '@portcullis/core, discover',
  async run({ issuer }) {
    const verifier = createVerifier({ issuer, audience: API, discover: true, profile: 'rfc9068' });
    return { verify: ({ token }) => verifier.verify(token) };
  },
};

/** Keys, tokens and a JWKS server for one run. The servers and the load read them from a file. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { makeKey, publicJwk } from '../lib/tokens.mjs';

const WARM = 1000;
/** More tokens than the cache holds: in rotation, each one is new to the cache. */
const COLD = 8000;

/** Creates the world of a run. */
export async function makeWorld() {
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-http-'));
  const hmac = makeKey('HS256');
  const rsa = makeKey('RS256');
  const jwks = await serve(JSON.stringify({ keys: [publicJwk(rsa)] }));
  const list = (key, count) => Array.from({ length: count }, () => key.token());
  const tokens = {
    warm: list(rsa, WARM),
    'cold-rsa': list(rsa, COLD),
    'cold-hmac': list(hmac, COLD),
  };
  const file = path.join(folder, 'world.json');
  writeFileSync(
    file,
    JSON.stringify({
      secret: hmac.secret.toString('base64url'),
      jwk: publicJwk(rsa),
      pem: rsa.publicKey.export({ type: 'spki', format: 'pem' }),
      jwksUri: `http://127.0.0.1:${jwks.address().port}/jwks`,
      tokens,
    }),
  );
  const close = () => {
    rmSync(folder, { recursive: true });
    jwks.closeAllConnections();
    return new Promise((resolve) => jwks.close(resolve));
  };
  return { folder, file, tokens, close };
}

async function serve(document) {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(document);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}
